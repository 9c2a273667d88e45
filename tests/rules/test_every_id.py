"""The rows, duties and other things that each procedure has, by id: every one is in its policy, and nothing else is.

The ids are contract: `decide --json` reports them, and what is stored names them. This list is written by hand, so that
none gets lost or renamed by a slip in a policy file.
"""

import pytest

from rules.load import load_overlay, load_pack, shipped_packs

ROWS = {
    "informing-the-director": """
        itd-death-or-serious-injury-child itd-cla-missing itd-cp-missing itd-organised-abuse
        itd-violence-against-staff itd-accident-at-work itd-gross-misconduct itd-other-missing-at-risk
        itd-cla-charged itd-cla-left-uk itd-media-interest itd-cp-homeless itd-out-of-education
        itd-practice-concern itd-lado-substantiated
    """,
    "significant-incident": """
        sin-death-or-injury-abuse-suspected sin-serious-illness sin-missing-72h sin-staff-accident
        sin-staff-criminal sin-interagency-failure sin-media sin-parental-death sin-near-miss
        sin-staff-injury-or-risk sin-high-profile sin-other-judgement
    """,
    "knowsley": """
        kno-assault-community kno-assault-parent kno-missing-exploitation kno-abducted kno-police kno-media
        kno-self-harm kno-cla-death kno-other-judgement kno-significant-harm kno-cumulative
    """,
    "luton": """
        lut-other-judgement lut-community-risk lut-broader-risk lut-cla-death lut-cla-injury lut-cla-missing
        lut-cla-significant-risk lut-cla-alleges-adult lut-cla-arrested lut-cla-violence
        lut-cla-staff-implications lut-cla-sexual-exploitation lut-cla-mental-health-admission
        lut-cla-custody lut-cla-suicide-self-harm lut-cla-disease lut-cla-home-closure
        lut-staff-lado-recommends lut-staff-accident lut-carer-accident lut-staff-violence-threats
        lut-staff-disciplinary lut-staff-death lut-staff-serious-offence lut-cp-missing lut-cp-death-injury
        lut-any-child-unusual lut-unborn-whereabouts lut-risky-behaviour lut-pot-harm
        lut-pot-directorate-staff lut-pot-media lut-fin-high-implications lut-fin-fraud
        lut-fin-complaint-service lut-fin-complaint-members lut-media-child lut-media-council
        lut-media-public-debate lut-media-local-national lut-media-members lut-premises-damage
        lut-premises-vandalism lut-premises-arson lut-legal-interest lut-legal-inquest lut-legal-litigation
        lut-legal-sensitive lut-legal-prosecution
    """,
    "wigan": """
        wig-other-judgement wig-staff-sick wig-allegation-staff-member wig-child-death-known
        wig-child-death-unknown wig-serious-injury-known wig-missing-cp-or-care wig-missing-from-care
        wig-other-authority-cla wig-mappa-3 wig-cp-unallocated wig-unable-to-allocate wig-praise wig-media
        wig-out-of-school wig-staff-injured-hs wig-staff-injured-user wig-cp-visiting wig-legal-threat
        wig-late-conference wig-cp-missing-24h
    """,
}
DUTIES = {
    "knowsley": """
        kno-mash-referral kno-cla-death-panel kno-updates kno-recording
        kno-recording-oversight
    """,
    "luton": """
        lut-lado-completes lut-restricted lut-recording lut-ask-manager lut-wider-circulation lut-updates
        lut-actions lut-health-and-safety lut-monitoring lut-fuller-analysis lut-closure
        lut-child-death-cspr lut-ofsted lut-weekly-dmt
    """,
    "wigan": """
        wig-phone wig-complaints-log wig-one-to-one wig-covering-ad wig-exp-press
        wig-exp-press-office
    """,
}
LATER = {
    "significant-incident": """
        sin-step-1 sin-step-2 sin-step-3 sin-step-4 sin-step-5 sin-step-6 sin-step-7 sin-step-8
        sin-fast-track
    """,
    "luton": """
        lut-alert-eligible lut-alert-locality lut-alert-three-weeks lut-alert-exceptional lut-alert-chain
        lut-alert-found lut-alert-six-months lut-alert-twelve-months
    """,
    "wigan": """
        wig-exp-mp-complaint wig-exp-caseload wig-exp-supervision-audit wig-exp-budget wig-exp-press
    """,
}
STATUTORY = """
    sta-panel sta-cla-death sta-care-leaver-death sta-rapid-review sta-lado sta-reg40
    sta-return-interview
"""


def ids(listed: dict[str, str], policy: str) -> list[str]:
    """The ids that a policy must have, sorted."""
    return sorted(listed.get(policy, "").split())


def test_these_are_the_policies_that_come_with_the_software() -> None:
    assert sorted(ROWS) == list(shipped_packs())


@pytest.mark.parametrize("policy", ROWS)
def test_a_policy_has_every_row_of_its_procedure_and_no_other(policy: str) -> None:
    assert sorted(trigger.id for trigger in load_pack(policy).triggers) == ids(ROWS, policy)


@pytest.mark.parametrize("policy", ROWS)
def test_a_policy_has_every_duty_and_everything_that_is_built_later(policy: str) -> None:
    pack = load_pack(policy)

    assert sorted(duty.id for duty in pack.duties) == ids(DUTIES, policy)
    assert sorted(one.id for one in pack.later) == ids(LATER, policy)


def test_the_overlay_has_every_statutory_row() -> None:
    assert sorted(duty.id for duty in load_overlay().duties) == sorted(STATUTORY.split())


@pytest.mark.parametrize("policy", sorted(set(ROWS) - {"informing-the-director"}))
def test_in_every_policy_somebody_may_judge_what_no_row_names(policy: str) -> None:
    judgement = load_pack(policy).judgement

    assert judgement is not None
    assert judgement.trigger is not None
    assert judgement.trigger.endswith("-other-judgement")


@pytest.mark.parametrize("policy", ROWS)
def test_every_form_has_what_the_first_card_and_the_manager_need(policy: str) -> None:
    fields = {field.id for field in load_pack(policy).form}

    assert {"basic.child_name", "incident.details", "contact.telephone"} <= fields


@pytest.mark.parametrize("policy", ROWS)
def test_every_row_says_where_it_stands_and_when_in_words_that_follow_it_cannot_be_ruled_out_that(policy: str) -> None:
    for trigger in load_pack(policy).triggers:
        assert trigger.section != "?"
        assert trigger.when[0].islower()
        assert not trigger.when.endswith(".")
