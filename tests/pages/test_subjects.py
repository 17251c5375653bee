from datetime import date, timedelta

import pytest

from factdb import models as m
from factdb.publishing.removal import retract_item
from tests.pages import factory
from tests.pages.html import page, text


def section(html, title):
    """What stands under a heading, up to the end of its section."""
    return html.split(f">{title}</h2>")[1].split("</section>")[0]


def claims(html):
    return [part.split('"')[0] for part in html.split('<h3 class="claim-text"><a href="')[1:]]


def test_person_shows_roles_with_dates(client):
    ada = factory.person()
    m.Role.objects.create(person=ada, title="Mayor", organization=factory.organization(), started_on=date(2020, 1, 1))
    m.Role.objects.create(person=ada, title="Clerk", started_on=date(2001, 2, 3), ended_on=date(2004, 5, 6))
    factory.publish(ada)
    roles = section(page(client, "/people/ada-byrne/"), "Roles")
    assert [text(role) for role in roles.split("<li>")[1:]] == [
        "3 February 2001 to 6 May 2004 Clerk",
        "from 1 January 2020 Mayor · Harbour Post",
    ]


def test_person_shows_what_they_said_apart_from_what_others_said_of_them(client):
    ada = factory.person()
    factory.published_claim("said", chain=[factory.by(ada)])
    factory.published_claim("named", people=[ada])
    factory.claim("draft", people=[ada])
    html = page(client, "/people/ada-byrne/")
    assert claims(section(html, "What Ada Byrne said")) == ["/claims/1/"]
    assert claims(section(html, "Where others speak of them")) == ["/claims/2/"]


def test_side_event_is_in_the_timeline_and_changes_no_status(client):
    levy = factory.policy()
    claim = factory.published_claim("announced", policies=[levy])
    events = [("2022-01-05", "change", "in_force", claim), ("2022-02-05", "objection", "", None)]
    for on, kind, status, shown_by in events:
        m.PolicyEvent.objects.create(policy=levy, on=on, kind=kind, status=status, claim=shown_by, note=f"Note {kind}.")
    levy.refresh_from_db()
    html = page(client, f"/policies/{factory.publish(levy).slug}/")
    assert '<strong>In force</strong> since <time datetime="2022-01-05">' in html
    assert "5 February 2022 Objection or protest Note objection." in text(section(html, "Status and claims over time"))
    assert client.get("/api/v1/policies/?active_on=2022-03-01").json()["results"] != []


def test_page_state_and_filter_say_the_same_of_every_day(client):
    levy = factory.policy()
    claim = factory.published_claim("announced", policies=[levy], stated_on=date(2022, 12, 31))
    rows = [
        ("2022-01-05", "day", "in_force"),
        ("2022-02-01", "month", "in_force"),
        ("2022-04-01", "month", "suspended"),
        ("2022-06-10", "day", "in_force"),
        ("2023-01-01", "year", "ended"),
    ]
    for on, precision, status in rows:
        m.PolicyEvent.objects.create(
            policy=levy, on=on, precision=precision, status=status, note=f"Note {on}.", claim=claim
        )
    levy.refresh_from_db()
    factory.publish(levy)
    days = [date(2022, 1, 1) + timedelta(days=n) for n in range(0, 760, 9)]
    for day in [*days, date(2022, 4, 29), date(2022, 4, 30), date(2023, 12, 30), date(2023, 12, 31)]:
        state = client.get(f"/api/v1/policies/{levy.slug}/state/?on={day}").json()
        active = client.get(f"/api/v1/policies/?active_on={day}").json()["results"]
        assert bool(active) == (state["last_known"] == "in_force"), day
    assert state["since"] == "2023-01-01"
    assert '<strong>Ended</strong> since <time datetime="2023">2023</time>' in page(client, f"/policies/{levy.slug}/")


def test_policy_shows_status_and_claims_in_order_of_time(client):
    levy = factory.policy()
    announced = factory.claim("announced", text="The levy was announced.", policies=[levy], stated_on=date(2022, 1, 5))
    ended = factory.claim("ended", text="The levy ended.", policies=[levy], stated_on=date(2023, 1, 5))
    for claim, status in ((announced, "in_force"), (ended, "ended")):
        m.PolicyEvent.objects.create(policy=levy, claim=claim, on=claim.stated_on, status=status, note="So it was.")
    factory.publish(announced, ended)
    levy.refresh_from_db()
    factory.publish(levy)
    html = page(client, "/policies/harbour-levy/")
    marks = [text(mark.split("</p>")[0]) for mark in html.split('<span class="when">')[1:]]
    assert marks == [
        "5 January 2022 The levy was announced. Harbour Post Unchecked",
        "5 January 2022 In force So it was.",
        "5 January 2023 The levy ended. Harbour Post Unchecked",
        "5 January 2023 Ended So it was.",
    ]
    assert '<strong>Ended</strong> since <time datetime="2023-01-05">5 January 2023</time>' in html


def test_article_shows_its_claims_in_order_of_place(client):
    made = factory.article(byline=["Bo Chen", "Cy Dow"], source_url="https://post.example/a")
    factory.publish(factory.claim("z", article=made), factory.claim("a", article=made, stated_on=date(2023, 1, 1)))
    html = page(client, "/articles/harbour-closes/")
    assert "By Bo Chen, Cy Dow" in html
    assert '<a href="https://post.example/a">Read the article at its source</a>' in html
    assert claims(html) == ["/claims/1/", "/claims/2/"]


def test_organization_shows_articles_and_claims(client):
    factory.published_claim()
    html = page(client, "/organizations/harbour-post/")
    assert '<a href="/articles/harbour-closes/">' in section(html, "Articles it ran")
    assert claims(section(html, "What it said")) == ["/claims/1/"]


def figure(slug, value, first, last, **changes):
    period = {"period_from": date.fromisoformat(first), "period_to": date.fromisoformat(last)}
    return factory.claim(slug, measure=factory.measure(), **{"value": value, "hedge": "exact"} | period | changes)


def test_measure_shows_figures_in_order_of_period_and_draws_them(client):
    factory.publish(
        figure("late", 300, "2022-01-01", "2022-12-31", hedge="about"), figure("early", 200, "2021-01-01", "2021-12-31")
    )
    html = " ".join(page(client, "/measures/ships-turned-away/").split())
    cells = [text(cell.split("</td>")[0]) for cell in html.split('<td class="amount">')[1:]]
    assert cells == ["200", "about 300"]
    assert '<rect class="bar" x="0.0" y="148.0" width="360.0" height="116.0"' in html
    assert '<rect class="open" x="360.0" y="90.0" width="360.0" height="174.0"' in html


def test_figures_off_the_axes_are_in_the_table_alone(client):
    factory.publish(
        figure("a", -5, "2020-01-01", "2020-12-31"),
        figure("b", 2, "0001-01-01", "9999-12-31"),
        figure("c", 0, "2021-01-01", "2021-12-31"),
        figure("d", 0, "2021-01-01", "2021-12-31"),
    )
    html = page(client, "/measures/ships-turned-away/")
    assert html.count("<rect") == 2
    assert html.count('<td class="amount">') == 4


def test_figures_that_cannot_both_hold_are_named(client):
    factory.publish(figure("a", 10, "2021-01-01", "2021-12-31"), figure("b", 20, "2021-01-01", "2021-12-31"))
    told = section(page(client, "/measures/ships-turned-away/"), "Figures that do not agree")
    assert text(told.split("<li>")[1]) == "They cannot both hold, whatever their hedges leave open. claim 1 and claim 2"


def test_one_figure_is_no_chart(client):
    factory.publish(figure("only", 200, "2021-01-01", "2021-12-31"))
    assert '<svg class="chart"' not in page(client, "/measures/ships-turned-away/")


def test_figures_of_another_scope_stay_out_of_the_chart(client):
    factory.publish(
        figure("a", 1, "2020-01-01", "2020-12-31", scope="tankers"),
        figure("b", 2, "2021-01-01", "2021-12-31", scope="tankers"),
        figure("c", 9, "2022-01-01", "2022-12-31", scope="ferries"),
    )
    html = page(client, "/measures/ships-turned-away/")
    assert html.count("<rect") == 2
    assert html.count('<td class="amount">') == 3


@pytest.mark.parametrize(
    "address", ["/people/x-y/", "/policies/x-y/", "/organizations/x-y/", "/measures/x-y/", "/articles/x-y/"]
)
def test_drafts_are_404(client, address):
    for draft in (factory.person, factory.policy, factory.organization, factory.measure, factory.article):
        draft("x-y")
    response = client.get(address)
    assert response.status_code == 404
    assert "X Y" not in response.content.decode()


def test_retracted_claim_is_410_with_reason_and_date(client):
    claim = factory.published_claim(text="It was all wrong.")
    retract_item(claim, by=factory.editor(), reason="The log was forged.")
    response = client.get("/claims/1/")
    html = response.content.decode()
    entry = m.LedgerEntry.objects.latest("seq")
    assert response.status_code == 410
    assert "<p>The log was forged.</p>" in html
    assert f'<time datetime="{entry.at.isoformat()}">' in html
    assert "It was all wrong." not in html


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/claims/1/", 7),
        ("/articles/harbour-closes/", 5),
        ("/people/ada-byrne/", 8),
        ("/policies/harbour-levy/", 4),
        ("/measures/ships-turned-away/", 4),
        ("/organizations/harbour-post/", 8),
    ],
)
@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_claims(client, django_assert_num_queries, address, queries, number):
    ada, levy = factory.person(), factory.policy()
    for i in range(number):
        made = figure(f"c{i}", i, "2021-01-01", "2021-12-31", chain=[factory.by(ada)], policies=[levy])
        m.Relation.objects.create(claim=made, target=m.Claim.objects.get(slug="c0"), kind="repeats") if i else None
        factory.publish(made)
    with django_assert_num_queries(queries, using="public"):
        assert client.get(address).status_code == 200
