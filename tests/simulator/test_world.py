"""A world and its twin."""

from tests.simulator.caller import Clock
from webinar_console.simulator import Settings, World


def test_a_twin_is_the_same_and_goes_its_own_way() -> None:
    clock = Clock()
    world = World(Settings(registrants=20), clock=clock)
    twin = world.twin(clock)
    session = world.large_session
    assert twin.summary() == world.summary()
    assert twin.people(session) == world.people(session)
    before = world.people(session)
    person = {"firstName": "Ada", "lastName": "Lovelace", "email": "ada@newcomers.example"}
    with twin.database.transaction():
        twin.registration.register(session, person)
    assert len(twin.people(session)) == len(before) + 1
    assert world.people(session) == before
