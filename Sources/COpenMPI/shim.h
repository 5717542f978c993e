#ifndef COPENMPI_SHIM_H
#define COPENMPI_SHIM_H

#include <mpi.h>

// Swift imports macros that expand to literals, but not those that expand to casts. Every function
// below gives one such macro its own name back, as a global property; each says what the cast is.

#define COPENMPI_NAMED(type, function, name) \
  __attribute__((swift_name("getter:" name "()"))) static inline type function(void)

/// Swift cannot: `MPI_COMM_WORLD` casts the address of a global.
COPENMPI_NAMED(MPI_Comm, copenmpi_comm_world, "MPI_COMM_WORLD") { return MPI_COMM_WORLD; }
/// Swift cannot: `MPI_COMM_SELF` casts the address of a global.
COPENMPI_NAMED(MPI_Comm, copenmpi_comm_self, "MPI_COMM_SELF") { return MPI_COMM_SELF; }
/// Swift cannot: `MPI_COMM_NULL` casts the address of a global.
COPENMPI_NAMED(MPI_Comm, copenmpi_comm_null, "MPI_COMM_NULL") { return MPI_COMM_NULL; }
/// Swift cannot: `MPI_REQUEST_NULL` casts the address of a global.
COPENMPI_NAMED(MPI_Request, copenmpi_request_null, "MPI_REQUEST_NULL") { return MPI_REQUEST_NULL; }
/// Swift cannot: `MPI_ERRORS_RETURN` casts the address of a global.
COPENMPI_NAMED(MPI_Errhandler, copenmpi_errors_return, "MPI_ERRORS_RETURN") { return MPI_ERRORS_RETURN; }
/// Swift cannot: `MPI_INFO_NULL` casts the address of a global.
COPENMPI_NAMED(MPI_Info, copenmpi_info_null, "MPI_INFO_NULL") { return MPI_INFO_NULL; }
/// Swift cannot: `MPI_STATUS_IGNORE` casts 0 to a pointer.
COPENMPI_NAMED(MPI_Status *, copenmpi_status_ignore, "MPI_STATUS_IGNORE") { return MPI_STATUS_IGNORE; }

/// Swift cannot: `MPI_BYTE` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_byte, "MPI_BYTE") { return MPI_BYTE; }
/// Swift cannot: `MPI_C_BOOL` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_c_bool, "MPI_C_BOOL") { return MPI_C_BOOL; }
/// Swift cannot: `MPI_INT8_T` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_int8_t, "MPI_INT8_T") { return MPI_INT8_T; }
/// Swift cannot: `MPI_UINT8_T` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_uint8_t, "MPI_UINT8_T") { return MPI_UINT8_T; }
/// Swift cannot: `MPI_INT16_T` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_int16_t, "MPI_INT16_T") { return MPI_INT16_T; }
/// Swift cannot: `MPI_UINT16_T` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_uint16_t, "MPI_UINT16_T") { return MPI_UINT16_T; }
/// Swift cannot: `MPI_INT32_T` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_int32_t, "MPI_INT32_T") { return MPI_INT32_T; }
/// Swift cannot: `MPI_UINT32_T` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_uint32_t, "MPI_UINT32_T") { return MPI_UINT32_T; }
/// Swift cannot: `MPI_INT64_T` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_int64_t, "MPI_INT64_T") { return MPI_INT64_T; }
/// Swift cannot: `MPI_UINT64_T` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_uint64_t, "MPI_UINT64_T") { return MPI_UINT64_T; }
/// Swift cannot: `MPI_FLOAT` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_float, "MPI_FLOAT") { return MPI_FLOAT; }
/// Swift cannot: `MPI_DOUBLE` casts the address of a global.
COPENMPI_NAMED(MPI_Datatype, copenmpi_double, "MPI_DOUBLE") { return MPI_DOUBLE; }

/// Swift cannot: `MPI_SUM` casts the address of a global.
COPENMPI_NAMED(MPI_Op, copenmpi_sum, "MPI_SUM") { return MPI_SUM; }
/// Swift cannot: `MPI_PROD` casts the address of a global.
COPENMPI_NAMED(MPI_Op, copenmpi_prod, "MPI_PROD") { return MPI_PROD; }
/// Swift cannot: `MPI_MIN` casts the address of a global.
COPENMPI_NAMED(MPI_Op, copenmpi_min, "MPI_MIN") { return MPI_MIN; }
/// Swift cannot: `MPI_MAX` casts the address of a global.
COPENMPI_NAMED(MPI_Op, copenmpi_max, "MPI_MAX") { return MPI_MAX; }
/// Swift cannot: `MPI_LAND` casts the address of a global.
COPENMPI_NAMED(MPI_Op, copenmpi_land, "MPI_LAND") { return MPI_LAND; }
/// Swift cannot: `MPI_LOR` casts the address of a global.
COPENMPI_NAMED(MPI_Op, copenmpi_lor, "MPI_LOR") { return MPI_LOR; }
/// Swift cannot: `MPI_LXOR` casts the address of a global.
COPENMPI_NAMED(MPI_Op, copenmpi_lxor, "MPI_LXOR") { return MPI_LXOR; }
/// Swift cannot: `MPI_BAND` casts the address of a global.
COPENMPI_NAMED(MPI_Op, copenmpi_band, "MPI_BAND") { return MPI_BAND; }
/// Swift cannot: `MPI_BOR` casts the address of a global.
COPENMPI_NAMED(MPI_Op, copenmpi_bor, "MPI_BOR") { return MPI_BOR; }
/// Swift cannot: `MPI_BXOR` casts the address of a global.
COPENMPI_NAMED(MPI_Op, copenmpi_bxor, "MPI_BXOR") { return MPI_BXOR; }

/// Swift cannot: `MPI_TYPE_NULL_COPY_FN` renames a function.
COPENMPI_NAMED(MPI_Type_copy_attr_function *, copenmpi_type_null_copy_fn, "MPI_TYPE_NULL_COPY_FN") { return MPI_TYPE_NULL_COPY_FN; }
/// Swift cannot: `MPI_TYPE_NULL_DELETE_FN` renames a function.
COPENMPI_NAMED(MPI_Type_delete_attr_function *, copenmpi_type_null_delete_fn, "MPI_TYPE_NULL_DELETE_FN") { return MPI_TYPE_NULL_DELETE_FN; }

#undef COPENMPI_NAMED

#endif
