import json

from aavae.sharing.notebook import code, format_notebook, text


def test_a_notebook_is_of_format_4_5() -> None:
    notebook = json.loads(format_notebook([text("# Title"), code("x = 1\nx")]))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    first, second = notebook["cells"]
    assert first == {"cell_type": "markdown", "id": "cell-0", "metadata": {}, "source": ["# Title"]}
    assert second == {
        "cell_type": "code",
        "id": "cell-1",
        "metadata": {},
        "source": ["x = 1\n", "x"],
        "execution_count": None,
        "outputs": [],
    }
