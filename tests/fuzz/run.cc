// SPDX-License-Identifier: Apache-2.0
//
// The list of targets, and what would make two runs of one input differ: clock and random numbers
// of the system.
#include "tests/fuzz/fuzz.h"

#include <ctime>
#include <sys/random.h>

static uint64_t random_state;

// These two stand in for libc's, in the libraries too: mbedTLS puts the time into its hellos.
extern "C" time_t time(time_t *out) noexcept
{
    const time_t now = 1700000000;
    if (out)
        *out = now;
    return now;
}

extern "C" ssize_t getrandom(void *out, size_t len, unsigned)
{
    for (size_t i = 0; i < len; i++) {
        random_state = random_state * 6364136223846793005u + 1442695040888963407u;
        static_cast<uint8_t *>(out)[i] = static_cast<uint8_t>(random_state >> 56);
    }
    return static_cast<ssize_t>(len);
}

std::vector<fuzz::Target> &fuzz::Targets()
{
    static std::vector<Target> targets;
    return targets;
}

void fuzz::Run(const Target &t, const uint8_t *data, size_t len)
{
    random_state = 1;
    t.run(Input(data, len));
}
