"""Uploads a logo to each theme of the org's brands: python upload_logo.py logo.png"""

from __future__ import annotations

import sys

from oktant import Client


def main(path: str) -> None:
    with Client() as okta:
        for brand in okta.brands.list_brands():
            for theme in okta.themes.list_brand_themes(brand.id):
                image = okta.themes.upload_brand_theme_logo(brand.id, theme.id, path)
                print(f"{brand.name}: {image.url}")


if __name__ == "__main__":
    main(sys.argv[1])
