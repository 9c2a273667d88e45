"""Whether an organisation file fits the policy it names: every role has somebody, every row it names is there."""

from collections.abc import Iterator

from bot.organisation import Organisation, OrganisationError
from rules.load import load_overlay, load_pack
from rules.overlay import with_statutory
from rules.pack import OWNERS_WITHOUT_ROLE, Pack, PackError

MUST_HAVE_STAND_INS = frozenset({"DCS", "LADO"})
"""The director, above whom no other role of the file may stand, and the designated officer, whom nobody else is."""


def load_governing(organisation: Organisation) -> Pack:
    """The organisation's policy, with the statutory rows it has switched on, fitted to it.

    Raises PackError for a policy that cannot be used, OrganisationError where the file does not fit it.
    """
    pack = load_pack(organisation.policy)
    if organisation.statutory.rows:
        overlay = load_overlay()
        try:
            pack = with_statutory(pack, overlay, organisation.chosen_statutory)
        except PackError as error:
            raise OrganisationError(f"statutory.rows: {error.sentence}.") from None
    check_against_pack(organisation, pack)
    return pack


def check_against_pack(organisation: Organisation, pack: Pack) -> None:
    """Every role that the pack's routes and duties name has a holder in the file. Raises OrganisationError.

    Whoever is on call comes from the rota, and the Need-to-Know inbox is a mailbox: neither role needs holders.
    """
    for role, what, row in _needed(pack):
        if role not in organisation.roles and pack.reached(role) == "person":
            raise OrganisationError(f"roles has no {role!r}, {what} (row {row}): add the role with its holders.")
    for role in sorted(MUST_HAVE_STAND_INS & set(organisation.roles)):
        file = organisation.roles[role]
        if not set(file.stands_in) - set(file.holders):
            raise OrganisationError(
                f"roles.{role} has no stands_in: name who is told in the place of {', '.join(file.holders)} where a "
                "report must be kept from them, for one because it is about them."
            )
    known = {row.id for row in pack.triggers} | {duty.id for duty in pack.duties}
    for key in organisation.local_limits.triggers:
        if key not in known:
            raise OrganisationError(
                f"local_limits.triggers names {key!r}, which is not a row of {pack.id}: correct the id or remove it."
            )


def _needed(pack: Pack) -> Iterator[tuple[str, str, str]]:
    for trigger in pack.triggers:
        for role in trigger.route.named:
            yield role, "whom the policy tells", trigger.id
        for role in trigger.by:
            yield role, "who owns the duty to notify", trigger.id
    for duty in pack.duties:
        if duty.built:
            for role in duty.owner:
                if role not in OWNERS_WITHOUT_ROLE:
                    yield role, "who owns a duty of the policy", duty.id
            for role in duty.phone:
                yield role, "who is to be phoned", duty.id
