"""The colours of the dashboard's own markup by what they are for, light and dark; contrasts are tested."""

from __future__ import annotations

COLOURS = {  # name -> (light, dark)
    "ink": ("#1F2A33", "#E6EBF0"),
    "quiet": ("#52606D", "#A9B4BF"),
    "ground": ("#F5F7F9", "#11171D"),
    "sheet": ("#FFFFFF", "#1A222A"),
    "edge": ("#DFE5EA", "#36434F"),
    "control": ("#7B8894", "#7C8A97"),
    "accent": ("#0B3C6B", "#8CC0F2"),
    "on-accent": ("#FFFFFF", "#0E1A26"),
    "soft": ("#E7EEF5", "#26323D"),
    "link": ("#0B5CAD", "#7DBBFA"),
    "focus": ("#0B6BCB", "#6CB4FF"),
    "note": ("#FFF5ED", "#3A2618"),
    "note-edge": ("#C2571A", "#E58B4E"),
    "simulated": ("#FFF6DB", "#3A3113"),
    "simulated-edge": ("#D9B443", "#B8932A"),
    "simulated-ink": ("#5F4700", "#F5DC8F"),
    "real": ("#E2F5EA", "#143021"),
    "real-edge": ("#7CC49A", "#4E9A6E"),
    "real-ink": ("#124D2B", "#A9E6C3"),
}
"""In a stylesheet ``var(--ink)``, with :data:`VARIABLES` before it."""

VARIABLES = ":host, body {{ {} }}\n".format(" ".join(f"--{name}: var(--impc-{name}, {light});" for name, (light, _) in COLOURS.items()))
"""A file made of a view, which stands in no page, is light."""

INKS = {
    "#1F2A33": "#E6EBF0", "#3D4852": "#C3CCD4", "#52606D": "#A9B4BF", "#0B3C6B": "#8CC0F2", "#FFFFFF": "#1A222A", "#000000": "#FFFFFF",
}  # fmt: skip
"""What is written and drawn straight on the ground of a chart -> the same in the dark. Colours of groups stay: they are seen on both."""


def of_page() -> dict[str, object]:
    """The variables as the page sets them, as a style of panel-material-ui."""
    light, dark = ({f"--impc-{name}": both[i] for name, both in COLOURS.items()} for i in (0, 1))
    return light | {"&.mui-dark": dark}


def material() -> dict[str, dict]:
    """The same for the components of panel-material-ui: a theme for light and one for dark."""

    def theme(i: int) -> dict:
        c = {name: both[i] for name, both in COLOURS.items()}
        bar = {"backgroundColor": c["sheet"], "backgroundImage": "none", "color": c["ink"], "boxShadow": "none",
               "borderBottom": f"1px solid {c['edge']}"}  # fmt: skip
        tab = {"textTransform": "none", "fontSize": "14px", "minWidth": 0, "padding": "12px 8px", "letterSpacing": 0, "color": c["quiet"],
               "@media (max-width: 1290px)": {"paddingLeft": "6px", "paddingRight": "6px"},
               "&.Mui-selected": {"color": c["accent"], "fontWeight": 700}}  # fmt: skip
        outline = {"outline": f"3px solid {c['focus']}", "outlineOffset": "1px"}
        return {
            "palette": {"primary": {"main": c["accent"], "contrastText": c["on-accent"]},
                        "background": {"default": c["ground"], "paper": c["sheet"]},
                        "text": {"primary": c["ink"], "secondary": c["quiet"]}},
            "components": {
                "MuiAppBar": {"styleOverrides": {"root": bar}},
                "MuiTab": {"styleOverrides": {"root": tab}},
                "MuiTabs": {"styleOverrides": {"indicator": {"backgroundColor": c["accent"]}}},
                "MuiButtonBase": {"styleOverrides": {"root": {"&.Mui-focusVisible, &:focus-visible": outline}}},
                "MuiOutlinedInput": {"styleOverrides": {
                    "root": {"&.Mui-focused": outline}, "notchedOutline": {"borderColor": c["control"]}}},
            },
        }  # fmt: skip

    return {"light": theme(0), "dark": theme(1)}
