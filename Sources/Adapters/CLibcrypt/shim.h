#include <crypt.h>
#include <stdlib.h>
#include <string.h>

// The working memory of crypt_r is 32 KiB: it lives on the heap, and is wiped because it has held a password.
static inline int stagegate_crypt(const char *_Nonnull phrase, const char *_Nonnull setting, char *_Nonnull out, size_t size) {
    struct crypt_data *data = calloc(1, sizeof *data);
    if (!data) return -1;
    const char *hash = crypt_r(phrase, setting, data);
    int length = -1;
    if (hash && hash[0] != '*') {
        length = 0;
        while (hash[length] && (size_t)length + 1 < size) { out[length] = hash[length]; length++; }
        out[length] = 0;
    }
    explicit_bzero(data, sizeof *data);
    free(data);
    return length;
}
