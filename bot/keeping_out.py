"""The organisation as far as one matter goes that somebody must not know of: the person it is about, or close to it.

They are taken out of every role, cover, rota and chain of managers, and whoever stands in for them is put in their
place: whom the file names for the role, else the next role up. Pure; people are their keys.
"""

from collections.abc import Iterator

from bot.organisation import Organisation, Role


def keep_out(organisation: Organisation, ids: frozenset[str]) -> Organisation:
    """This organisation without these people (Entra object ids).

    Somebody is always left: where that would be nobody the file is taken as it is, and the form refuses the answer
    (leaves_somebody).
    """
    keys = frozenset(key for key, person in organisation.people.items() if person.id in ids)
    if not keys or not leaves_somebody(organisation, ids):
        return organisation
    default = _default_manager(organisation, keys)
    rota = tuple(turn for turn in organisation.out_of_hours.rota if turn.person not in keys)
    otherwise = organisation.out_of_hours.otherwise
    return organisation.keeping_out(
        keys,
        {
            "roles": {key: _role(organisation, key, keys, default) for key in organisation.roles},
            "people": {
                key: person.model_copy(update={"manager": _manager(organisation, person.manager, keys)})
                for key, person in organisation.people.items()
            },
            "default_manager": default,
            "out_of_hours": organisation.out_of_hours.model_copy(
                update={"rota": rota, "otherwise": default if otherwise in keys else otherwise}
            ),
        },
    )


def leaves_somebody(organisation: Organisation, ids: frozenset[str]) -> bool:
    """Is anybody who holds or covers a role left, when these people (Entra object ids) must not know?"""
    acting = {k for role in organisation.roles.values() for k in (*role.holders, *role.cover, *role.stands_in)}
    return any(organisation.people[key].id not in ids for key in acting)


def _role(organisation: Organisation, name: str, keys: frozenset[str], default: str) -> Role:
    """The role without these people. Where no holder is left its cover, who answers to one of them, does not act."""
    role = organisation.roles[name]
    holders = tuple(key for key in role.holders if key not in keys)
    cover = tuple(key for key in role.cover if key not in keys)
    if not holders:
        cover = next(filter(None, _stand_ins(organisation, name, keys)), (default,))
    return role.model_copy(update={"holders": holders, "cover": cover})


def _stand_ins(organisation: Organisation, name: str, keys: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Who may stand in for a role, the nearest first: by the file, the roles above in the chain, their stand-ins."""
    chain = organisation.escalation_chain
    above = chain[chain.index(name) + 1 :] if name in chain else chain
    yield _without(organisation.roles[name].stands_in, keys)
    for role in above:
        yield _without(organisation.roles[role].holders, keys)
    for role in above:
        yield _without(organisation.roles[role].stands_in, keys)


def _without(people: tuple[str, ...], keys: frozenset[str]) -> tuple[str, ...]:
    return tuple(key for key in people if key not in keys)


def _manager(organisation: Organisation, key: str | None, keys: frozenset[str]) -> str | None:
    """The nearest manager from `key` upwards who is not one of these people; None where the line ends."""
    seen: set[str] = set()
    while key in keys and key not in seen:
        seen.add(key)
        key = organisation.people[key].manager
    return None if key in keys else key


def _default_manager(organisation: Organisation, keys: frozenset[str]) -> str:
    """The default manager, the managers above, or else the first of the escalation chain, then of any role."""
    above = _manager(organisation, organisation.default_manager, keys)
    if above is not None:
        return above
    roles = (*organisation.escalation_chain, *organisation.roles)
    acting = ((*r.holders, *r.cover, *r.stands_in) for r in (organisation.roles[role] for role in roles))
    return next(key for group in acting for key in group if key not in keys)
