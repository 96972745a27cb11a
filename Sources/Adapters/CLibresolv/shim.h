#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>

enum { stagegate_answer_size = 65535, stagegate_text_size = 65536 };

// Writes "host port\n" for one record into text; returns how many bytes, or -1 when there is no room or no sense in it.
static inline int stagegate_write_record(const ns_msg *message, const ns_rr *record, char *text, int room) {
    char host[NS_MAXDNAME];
    int port = 0;
    switch (ns_rr_type(*record)) {
    case ns_t_a:
        if (ns_rr_rdlen(*record) != 4 || !inet_ntop(AF_INET, ns_rr_rdata(*record), host, sizeof host)) return -1;
        break;
    case ns_t_aaaa:
        if (ns_rr_rdlen(*record) != 16 || !inet_ntop(AF_INET6, ns_rr_rdata(*record), host, sizeof host)) return -1;
        break;
    case ns_t_srv:
        if (ns_rr_rdlen(*record) < 7) return -1;
        port = ns_get16(ns_rr_rdata(*record) + 4);
        if (ns_name_uncompress(ns_msg_base(*message), ns_msg_end(*message), ns_rr_rdata(*record) + 6, host,
                               sizeof host) < 0)
            return -1;
        break;
    default:
        return 0;
    }
    int length = snprintf(text, (size_t)room, "%s %d\n", host, port);
    return length < room ? length : -1;
}

// Asks for the records of a type under a name, along the machine's search list. A server other than the machine's can
// be named. Returns 0 with the records as lines in text, or the resolver's h_errno; a name or type that is not there
// is no error and leaves the text empty.
static inline int stagegate_resolve(const char *name, int type, const char *server, int port, unsigned char *answer,
                                    char *text) {
    struct __res_state state;
    memset(&state, 0, sizeof state);
    text[0] = 0;
    if (res_ninit(&state) != 0) return NO_RECOVERY;
    state.retrans = 2;
    state.retry = 2;
    if (server) {
        memset(&state.nsaddr_list[0], 0, sizeof state.nsaddr_list[0]);
        state.nsaddr_list[0].sin_family = AF_INET;
        state.nsaddr_list[0].sin_port = htons((unsigned short)port);
        if (inet_pton(AF_INET, server, &state.nsaddr_list[0].sin_addr) != 1) { res_nclose(&state); return NO_RECOVERY; }
        state.nscount = 1;
    }
    int length = res_nsearch(&state, name, ns_c_in, type, answer, stagegate_answer_size);
    int problem = length < 0 ? state.res_h_errno : 0;
    res_nclose(&state);
    if (problem == HOST_NOT_FOUND || problem == NO_DATA) return 0;
    if (problem != 0) return problem;
    ns_msg message;
    if (ns_initparse(answer, length < stagegate_answer_size ? length : stagegate_answer_size, &message) != 0)
        return NO_RECOVERY;
    int used = 0;
    for (int index = 0; index < ns_msg_count(message, ns_s_an); index++) {
        ns_rr record;
        if (ns_parserr(&message, ns_s_an, index, &record) != 0) return NO_RECOVERY;
        if (ns_rr_type(record) != type) continue;
        int length = stagegate_write_record(&message, &record, text + used, stagegate_text_size - used);
        if (length < 0) return NO_RECOVERY;
        used += length;
    }
    return 0;
}
