from aavae.config import ClusterConfig, QueueConfig
from aavae.jobs.job import jobs_dir
from aavae.jobs.settings import load_settings, save_settings


def test_settings_come_back() -> None:
    assert load_settings() == QueueConfig()
    settings = QueueConfig(cluster=ClusterConfig(cluster="slurm", partition="gpu"), jobs_at_once=2)
    save_settings(settings)
    assert load_settings() == settings


def test_damaged_settings_are_the_defaults() -> None:
    save_settings(QueueConfig(jobs_at_once=2))
    for content in ("", "{", '{"jobs_at_once": 0}', '{"unknown": 1}'):
        (jobs_dir() / "settings.json").write_text(content)
        assert load_settings() == QueueConfig()
