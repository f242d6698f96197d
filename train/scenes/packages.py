"""The table of Debian packages whose pictures and fonts make scenes, each with its licence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """A package of Debian 12, main, or scikit-image's wheel.

    licence: as /usr/share/doc/NAME/copyright states it for the files that are taken.
    holds: "pictures" (those with alpha become objects), "print" or "hand" (fonts); fonts of print that could
    pass for handwriting are left out, since print holds digits.
    only: a regular expression that a path of a picture, or a font's name, must match; most: files at most.
    """

    name: str
    licence: str
    holds: str
    only: str = ""
    most: int = 400


_OFL = "OFL-1.1"

PACKAGES = (
    Package("scikit-image", "BSD-3-Clause; pictures CC0 or public domain, see its data/README", "pictures",
            "astronaut|brick|camera|cell|chelsea|coffee|coins|grass|gravel|hubble|ihc|moon|motorcycle_left|"
            "retina|rocket|color"),
    Package("gnome-backgrounds", "CC-BY-SA-3.0, CC-BY-2.0, CC-BY-SA-4.0", "pictures"),
    Package("mate-backgrounds", "GPL-2+, CC-BY-SA-4.0", "pictures"),
    Package("plasma-workspace-wallpapers", "GPL-2+ as packaged", "pictures", "images"),
    Package("lomiri-wallpapers-16.04", "CC-BY-4.0, CC-BY-SA-3.0, CC-BY-SA-4.0, CC0-1.0", "pictures"),
    Package("lomiri-wallpapers-20.04", "CC-BY-4.0, CC-BY-SA-3.0, CC-BY-SA-4.0, CC0-1.0", "pictures"),
    Package("sway-backgrounds", "Expat, CC0-1.0", "pictures", most=1),
    Package("ukui-wallpapers", "CC-BY-SA-3.0", "pictures"),
    Package("lxqt-themes", "LGPL-2.1+, CC-BY-SA-3.0", "pictures", "wallpapers"),
    Package("python3-sklearn", "BSD-3-Clause; CC-BY-2.0 for its two photographs", "pictures"),
    Package("opencv-doc", "Apache-2.0, BSD-3-Clause", "pictures",
            "examples/(data|alphamat/input|dnn_superres|hfs)"),
    Package("tuxpaint-stamps-default", "GPL-2", "pictures", most=600),
    Package("sweethome3d", "GPL-2+, CC-BY-4.0, public domain", "pictures", "io/resources/(textures|[^/]*$)"),
    Package("sweethome3d-furniture", "CC-BY-3.0, CC-BY-3.0-USA, CC0", "pictures", most=600),
    Package("pysiogame", "GPL-3+, CC-BY-SA-3.0 (art4apps), CC-BY-3.0", "pictures",
            "art4apps/(actions|people|jobs|family|clothes)", most=60),
    Package("krita-data", "GPL-2+, LGPL-2+, CC0-1.0", "pictures", "patterns"),
    Package("extremetuxracer-data", "GPL-2+", "pictures", "env/etr|terrains", most=40),

    Package("fonts-dejavu-core", "Bitstream Vera licence", "print"),
    Package("fonts-dejavu-extra", "Bitstream Vera licence", "print", most=8),
    Package("fonts-liberation", "GPL-2 with font exception (OFL-1.1 from version 2)", "print", most=12),
    Package("fonts-freefont-ttf", "GPL-3+ with font exception", "print"),
    Package("fonts-noto-core", _OFL, "print", r"^Noto(Sans|Serif|SansDisplay|SerifDisplay)-", most=12),
    Package("fonts-noto-mono", _OFL, "print"),
    Package("fonts-lato", _OFL, "print", most=9),
    Package("fonts-roboto-unhinted", "Apache-2.0", "print", most=10),
    Package("fonts-open-sans", "Apache-2.0", "print", most=7),
    Package("fonts-texgyre", "GUST Font License", "print", "texgyre(?!.*(math|chorus))", most=16),
    Package("fonts-dseg", _OFL, "print", most=12),
    Package("fonts-jura", "OFL-1.1 or GPL-3", "print"),
    Package("fonts-gnutypewriter", _OFL, "print"),
    Package("fonts-hack", "Expat and Bitstream Vera licence", "print"),
    Package("fonts-inconsolata", "OFL-1.0", "print"),
    Package("fonts-cantarell", _OFL, "print"),
    Package("fonts-ebgaramond", _OFL, "print"),
    Package("fonts-cabin", _OFL, "print", most=4),
    Package("fonts-bebas-neue", _OFL, "print", most=3),
    Package("fonts-opendin", _OFL, "print"),
    Package("fonts-oxygen", "OFL-1.1 or GPL-3+ with font exception", "print"),
    Package("fonts-urw-base35", "AGPL-3 with font exception", "print", "^(C0|Nimbus|P05|URW)", most=16),
    Package("fonts-linuxlibertine", "OFL-1.1 or GPL-2+ with font exception", "print", most=6),
    Package("fonts-crosextra-carlito", _OFL, "print"),
    Package("fonts-crosextra-caladea", "Apache-2.0", "print"),
    Package("fonts-vollkorn", _OFL, "print", most=4),
    Package("fonts-stix", _OFL, "print", "General", most=4),
    Package("fonts-sil-andika", _OFL, "print"),
    Package("fonts-dustin", "GPL-2", "print", "(?i)dustismo"),
    Package("fonts-tuffy", "public domain", "print", most=4),
    Package("fonts-junction", _OFL, "print"),
    Package("fonts-ocr-a", "public domain", "print", most=2),
    Package("fonts-ocr-b", "permissive", "print", most=2),
    Package("fonts-monofur", _OFL, "print"),
    Package("fonts-dosis", _OFL, "print", most=4),
    Package("fonts-quicksand", _OFL, "print"),
    Package("fonts-yanone-kaffeesatz", _OFL, "print", most=3),
    Package("fonts-lmodern", "GUST Font License", "print", "roman10|sans10|mono10", most=8),
    Package("fonts-3270", "BSD-3-Clause and OFL-1.1", "print", most=1),
    Package("fonts-georgewilliams", "OFL-1.1 or BSD-3-Clause", "print", "Caslon|Monospace"),

    Package("fonts-breip", "OFL-1.0", "hand", "^Breip"),
    Package("fonts-kristi", _OFL, "hand"),
    Package("fonts-femkeklaver", "CC-BY-SA-3.0", "hand"),
    Package("fonts-dancingscript", _OFL, "hand"),
    Package("fonts-ecolier-court", _OFL, "hand"),
    Package("fonts-dkg-handwriting", _OFL, "hand"),
    Package("fonts-bwht", _OFL, "hand"),
    Package("fonts-humor-sans", _OFL, "hand"),
    Package("fonts-kaushanscript", _OFL, "hand"),
    Package("fonts-rufscript", "GPL-3+ with font exception", "hand"),
    Package("fonts-sjfonts", "GPL-2+ with font exception", "hand"),
    Package("fonts-yusei-magic", _OFL, "hand"),
    Package("fonts-joscelyn", _OFL, "hand"),
    Package("fonts-seto", _OFL, "hand", most=1),
    Package("fonts-kiloji", "BSD-3-Clause", "hand", most=2),
    Package("fonts-tomsontalks", _OFL, "hand"),
    Package("fonts-smc-chilanka", _OFL, "hand"),
    Package("fonts-dustin", "GPL-2", "hand", "(?i)domestic"),
)  # fmt: skip
