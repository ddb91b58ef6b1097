import pytest

from bench.sections.conditions import describe_vectors


def test_vector_instructions_are_named_as_people_call_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "ATEN_CPU_CAPABILITY", "CUDA_VISIBLE_DEVICES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
    flags = {"fpu", "avx2", "avx512f", "avx512_bf16"}
    assert describe_vectors(flags) == "AVX2, AVX-512, AVX-512 bfloat16; with ONEDNN_MAX_CPU_ISA=AVX2"
    monkeypatch.delenv("ONEDNN_MAX_CPU_ISA")
    assert describe_vectors(set()) == "not known"
