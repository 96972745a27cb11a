#include <zlib.h>

// The type of a macro's value is nobody's to rely on; these are what deflateInit2_ and deflate take.
static const int stagegate_z_ok = Z_OK;
static const int stagegate_z_full_flush = Z_FULL_FLUSH;
static const int stagegate_z_deflated = Z_DEFLATED;
static const int stagegate_z_default_strategy = Z_DEFAULT_STRATEGY;
