"""The pages, in the order and with the names of the course. To add one: a file here and its line below.

A page is a class of ``(view, release)`` with ``OPTIONS`` (its own part of the URL: name -> default), ``layout``, and

* ``complete()``: build what may wait until the first paint;
* ``prepare()``: load what the view asks for; touches nothing on the page (it may run in a thread);
* ``show(prepared)``: bring the charts up to date, and note in the view what was taken;
* ``tell()``: bring words, tables and controls up to date, once the charts are painted.
"""

from importlib import import_module

PAGES = {
    "home": ("Home", "dashboards.pages.home", "HomePage"),
    "genes": ("Genes", "dashboards.pages.genes", "GenesPage"),
    "gene": ("Gene", "dashboards.pages.gene", "GenePage"),
    "charts": ("Charts", "dashboards.pages.charts", "ChartsPage"),
    "phenotypes": ("Phenotypes", "dashboards.pages.phenotypes", "PhenotypesPage"),
    "phenotype": ("Phenotype", "dashboards.pages.phenotype", "PhenotypePage"),
    "late-adult": ("Late Adult", "dashboards.pages.late_adult", "LateAdultPage"),
    "images": ("Images", "dashboards.pages.images", "ImagesPage"),
    "disease": ("Human disease", "dashboards.pages.disease", "DiseasePage"),
    "alleles": ("Alleles and mice", "dashboards.pages.alleles", "AllelesPage"),
    "downloads": ("Data downloads", "dashboards.pages.downloads", "DownloadsPage"),
    "learn": ("Learn", "dashboards.pages.learn", "LearnPage"),
}
"""Key in the URL -> (label, module, class); a module is imported when its page is first asked for."""


def page_class(key: str) -> type:
    """The class of a page; an unknown key gives the first one."""
    _, module, name = PAGES.get(key) or next(iter(PAGES.values()))
    return getattr(import_module(module), name)


def options_of(key: str) -> dict[str, str]:
    """The options of a page with their defaults; none for an unknown key."""
    return dict(getattr(page_class(key), "OPTIONS", {})) if key in PAGES else {}
