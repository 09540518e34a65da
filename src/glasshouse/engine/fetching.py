"""Ask the memory for records before they are needed, so that the processor need not wait for them."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from numba.core.cgutils import get_or_insert_function, ir, unpack_tuple
from numba.extending import intrinsic, overload

Records = npt.NDArray[Any]

_LINE = 64
"""Bytes that the memory hands over at once."""


def fetch_ahead(records: Records, i: int) -> None:
    """Begin to fetch record `i`, which need not exist; changes nothing but the time that later reads take."""


def _typed(records: Any, i: Any) -> Any:
    lines = -(-records.dtype.size // _LINE)

    def fetched(records: Any, i: Any) -> None:
        for line in range(lines):
            _fetch(records, np.int64(i), np.int64(_LINE * line))

    return fetched


def _instruction(typing: Any, records: Any, i: Any, offset: Any) -> Any:
    """The instruction of the processor; an address outside of the array does no harm."""

    def made(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, given[0])
        stride = unpack_tuple(builder, array.strides)[0]
        first = builder.ptrtoint(array.data, ir.IntType(64))
        address = builder.add(builder.add(first, builder.mul(given[1], stride)), given[2])
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        read, closest, data = flag(0), flag(3), flag(1)
        instruction = get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        builder.call(instruction, [builder.inttoptr(address, byte), read, closest, data])
        return context.get_dummy_value()

    return numba.types.void(records, numba.types.int64, numba.types.int64), made


_fetch = intrinsic(_instruction)
overload(fetch_ahead, jit_options={"forceinline": True})(_typed)
