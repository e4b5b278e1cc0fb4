from worker.suppliers import changed


def test_changed_lists_new_and_different_prices():
    before = {"santos": 1850, "yirgacheffe": 2100}
    after = {"santos": 1850, "yirgacheffe": 2250, "sidamo": 1990}
    assert changed(before, after) == {"yirgacheffe": (2100, 2250), "sidamo": (None, 1990)}
