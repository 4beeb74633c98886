"""The panel over the real services and the practice server: what is applied is true on the server."""

from tests.gui.test_registrants_panel import confirm
from tests.helpers.practice import Bench
from tests.helpers.qt import Gui, click, gui_test, named, until
from webinar_console.domain.session import Session
from webinar_console.simulator import Settings
from webinar_console.simulator.refusals import Refusal
from webinar_console.ui.registrants.panel import RegistrantsPanel


def is_fit(bench: Bench, session: Session) -> bool:
    """Whether people can be edited there."""
    if session.status != "Scheduled":
        return False
    try:
        return len(bench.world.people(session.id)) > 5
    except Refusal:
        return False


@gui_test
async def test_edits_are_applied_and_the_server_holds_what_the_table_says(gui: Gui) -> None:
    bench = Bench(Settings(registrants=60, limit=100_000, light_limit=1000))
    async with bench.program() as program:
        await program.catalogue.refresh()
        session = next(s for s in program.catalogue.sessions if is_fit(bench, s))
        panel = gui.show(RegistrantsPanel(gui.theme, program, gui.tasks(), gui.messages, program.now))
        await panel.show_session(session)
        model = panel.model
        before = bench.world.people(session.id)
        assert model.rowCount() == len(before) > 5
        model.setData(model.index(0, 0), "Grace")
        model.setData(model.index(1, 2), "grace.hopper@example.com")
        model.remove_people([model.key_at(2)])
        key = model.add_person({"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"})
        await until(lambda: panel.bar.apply.isEnabled())
        await click(named(panel, "Apply changes"))
        await confirm(panel)
        await until(lambda: len(model.draft) == 0, timeout_s=15)
        await until(lambda: panel.model.is_checked)
        assert model.slot_of(key) is None
        server = {
            p["id"]: (p["firstName"], p["lastName"], p["email"]) for p in bench.world.people(session.id)
        }
        rows = [model.record_at(row) for row in range(model.rowCount())]
        assert {p.id: (p.first_name, p.last_name, p.email) for p in rows} == server
        names = {email: first for first, _last, email in server.values()}
        assert names[before[0]["email"]] == "Grace"
        assert names["ada@example.com"] == "Ada"
        assert "grace.hopper@example.com" in names
        assert before[1]["email"] not in names
        assert before[2]["email"] not in names
        assert not {before[n]["id"] for n in range(3)} & set(server)
        # A refresh finds nothing to correct.
        panel.refresh()
        await until(lambda: panel._reading is None and model.slices.is_idle)
        assert {model.record_at(row).id for row in range(model.rowCount())} == set(server)
        await panel.aclose()
