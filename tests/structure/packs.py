"""`make check`: every shipped policy pack loads, so that a slip in one is seen before any test is written for it."""

from rules.load import load_pack, shipped_packs


def main() -> None:
    """Load each shipped pack; PackError names the file and the key."""
    packs = [load_pack(pack) for pack in shipped_packs()]
    print(f"Policy packs: {len(packs)} load ({', '.join(f'{pack.id} {pack.version}' for pack in packs)}).")


if __name__ == "__main__":
    main()
