"""The pages, in the order and with the names of the course. To add one: a file here and its line below."""

from dashboards.pages.charts import ChartsPage
from dashboards.pages.late_adult import LateAdultPage

PAGES = {
    "charts": ("Charts", ChartsPage),
    "late-adult": ("Late Adult", LateAdultPage),
}
