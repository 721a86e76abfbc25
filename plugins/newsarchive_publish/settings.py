"""The settings of this plugin, besides those that the core reads, too."""

import msgspec

from newsarchive.api import SettingsError


class PublishSettings(msgspec.Struct, frozen=True):
    """Each field is a setting, in capital letters, with its default."""

    others_sign: bool = False  # if True, a publication is recorded without a key, because others sign it afterwards
    next_by_days: int = 31  # each publication says by which day the next one is due
    deploy_grace_hours: int = 24  # search files that have left stay for readers who have an older search page open
    deploy_keep: int = 3  # releases that stay in a folder besides the present one

    def __post_init__(self) -> None:
        """Raise SettingsError for an invalid value; `deploy` checks its own."""
        if type(self.next_by_days) is not int or not 2 <= self.next_by_days <= 3660:
            raise SettingsError(f"NEXT_BY_DAYS: {self.next_by_days!r} is not a number of days from 2 to 3660")


SETTINGS = PublishSettings
