"""Every page of every recorded gene in a real browser, on the live release."""

import visit


def test_every_gene_of_the_recorded_responses(serve_dashboard, open_page, shared, replay, tmp_path_factory):
    env = {f"IMPC_{name.upper()}": url for name, url in replay.items() if name.endswith("_root")}
    env["IMPC_NB_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    genes = sorted(folder.name for folder in (shared / "impc" / "api" / "v1" / "genes").glob("MGI:*"))
    assert len(genes) > 9
    page = open_page(f"{serve_dashboard('live', env)}/?page=learn", width=1000, height=700)
    assert not visit.sweep(page, visit.addresses_of(genes))
