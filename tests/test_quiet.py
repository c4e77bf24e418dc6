from threading import Event, Thread

from tests.plugins.quiet import UnderWay


def test_who_empties_the_tables_waits_for_the_request_under_way():
    under_way, begun, may_end, told = UnderWay(), Event(), Event(), []

    def answer():
        begun.set()
        may_end.wait()
        told.append("answered")

    def empty():
        under_way.wait_for_none()
        told.append("emptied")

    request = Thread(target=under_way.counting(answer))
    request.start()
    begun.wait()
    emptying = Thread(target=empty)
    emptying.start()
    may_end.set()
    for thread in (request, emptying):
        thread.join()
    assert told == ["answered", "emptied"]


def test_nobody_waits_where_no_request_is_under_way():
    under_way = UnderWay()
    under_way.counting(lambda: None)()
    under_way.wait_for_none()
    assert under_way.is_quiet
