// SPDX-License-Identifier: Apache-2.0
//
// The engine behind a socket: who is let in, what is said when somebody is not, and what a server
// that goes away leaves.

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <functional>
#include <thread>

#include "tests/unit/engine_harness.h"
#include "tests/unit/sim_service.h"

extern "C" {
#include "sim/listen.h"
}

namespace
{

sockaddr_un Address(const std::string &path)
{
    sockaddr_un a{};
    a.sun_family = AF_UNIX;
    path.copy(a.sun_path, sizeof a.sun_path - 1);
    return a;
}

int Listen(const std::string &path)
{
    sockaddr_un a = Address(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr *>(&a), sizeof a), 0);
    EXPECT_EQ(listen(fd, 8), 0);
    return fd;
}

class UnixEngine : public testing::Test
{
  protected:
    UnixEngine()
    {
        char name[] = "/tmp/dtlane-unix-XXXXXX";
        directory = mkdtemp(name);
        path = directory + "/socket";
    }
    ~UnixEngine() override
    {
        unlink(path.c_str());
        rmdir(directory.c_str());
    }

    // What is said when the engine does not open.
    static std::string Refusal(const std::string &uri, int code = DTL_ERR_IO)
    {
        dtl_engine *e = nullptr;
        char err[256] = "";
        EXPECT_EQ(dtl_engine_open(&e, uri.c_str(), 0, err, sizeof err), code);
        dtl_engine_close(e);
        return err;
    }

    // The refusal by a server that does `speak` with its client and hangs up.
    std::string RefusalOf(const std::function<void(int fd)> &speak)
    {
        int listener = Listen(path);
        std::thread server([&] {
            int fd = accept(listener, nullptr, nullptr);
            speak(fd);
            close(fd);
        });
        std::string said = Refusal("unix:" + path);
        server.join();
        close(listener);
        return said;
    }

    static bool Contains(const std::string &text, const std::string &part)
    {
        return text.find(part) != std::string::npos;
    }

    std::string directory, path;
};

TEST_F(UnixEngine, SaysThatThereIsNoSocket)
{
    std::string said = Refusal("unix:" + path);
    EXPECT_TRUE(Contains(said, path + ": there is no such socket")) << said;
}

TEST_F(UnixEngine, SaysThatTheServerIsDead)
{
    close(Listen(path));
    std::string said = Refusal("unix:" + path);
    EXPECT_TRUE(Contains(said, "nobody listens there any more")) << said;
}

TEST_F(UnixEngine, SaysThatAPathIsMissingOrTooLong)
{
    std::string missing = Refusal("unix:", DTL_ERR_ARG), none = Refusal("unix", DTL_ERR_ARG);
    std::string long_path = Refusal("unix:/" + std::string(107, 'x'), DTL_ERR_ARG);
    EXPECT_TRUE(Contains(missing, "unix:/run/dtlane.sock")) << missing;
    EXPECT_EQ(none, missing);
    EXPECT_TRUE(Contains(long_path, "at most 107 bytes")) << long_path;
    std::string longest = Refusal("unix:/" + std::string(106, 'x'));
    EXPECT_TRUE(Contains(longest, "there is no such socket")) << longest;
}

TEST_F(UnixEngine, SaysThatItIsNotItsOwnersSocket)
{
    if (geteuid() != 0)
        GTEST_SKIP() << "needs another user's socket, so it runs as root only";
    SimService service;
    chmod(service.directory.c_str(), 0755);
    ASSERT_EQ(seteuid(65534), 0);
    std::string said = Refusal(service.uri());
    ASSERT_EQ(seteuid(0), 0);
    EXPECT_TRUE(Contains(said, "permission denied")) << said;
}

TEST_F(UnixEngine, LetsNobodyOfAnotherUserInEvenIfTheSocketsModeDoes)
{
    if (geteuid() != 0)
        GTEST_SKIP() << "needs another user, so it runs as root only";
    SimService service;
    chmod(service.directory.c_str(), 0755);
    chmod(service.path.c_str(), 0666);
    int probe = -1;
    std::thread stranger([&] { // a thread's own credentials, so that the service keeps its own
        ASSERT_EQ(syscall(SYS_setresuid, -1, 65534, -1), 0);
        sockaddr_un a = Address(service.path);
        probe = socket(AF_UNIX, SOCK_STREAM, 0);
        ASSERT_EQ(connect(probe, reinterpret_cast<sockaddr *>(&a), sizeof a), 0);
        char byte;
        EXPECT_EQ(read(probe, &byte, 1), 0) << "hung up";
        ASSERT_EQ(syscall(SYS_setresuid, -1, 0, -1), 0);
    });
    stranger.join();
    close(probe);
    service.Stop();
    EXPECT_EQ(service.counts().refused_stranger, 1u);
    EXPECT_EQ(service.counts().clients, 0u);
}

TEST_F(UnixEngine, SaysThatSomebodyElseIsAttached)
{
    SimService service;
    Engine first(service.uri());
    std::string said = Refusal(service.uri());
    EXPECT_TRUE(Contains(said, "one client at a time")) << said;
    EXPECT_EQ(first.Seal(first.Install(Pair().a), {1}).result, DTL_R_OK) << "it goes on";
    service.Stop();
    EXPECT_EQ(service.counts().refused_busy, 1u);
}

TEST_F(UnixEngine, LetsTheNextOneInAsSoonAsTheFirstHasGone)
{
    SimService service;
    for (int i = 0; i < 20; i++) {
        Engine next(service.uri());
        next.Install(Pair().a);
    }
    service.Stop();
    EXPECT_EQ(service.counts().clients, 20u);
    EXPECT_EQ(service.counts().refused_busy, 0u);
}

TEST_F(UnixEngine, SaysThatAServerSpeaksSomethingElse)
{
    std::string silent = RefusalOf([](int fd) {
        char bytes[4096];
        while (read(fd, bytes, sizeof bytes) > 0)
            ;
    });
    EXPECT_TRUE(Contains(silent, "says nothing; is it dtlane-sim?")) << silent;
    unlink(path.c_str());
    std::string echo = RefusalOf([](int fd) {
        char bytes[4096];
        for (ssize_t n; (n = read(fd, bytes, sizeof bytes)) > 0;)
            if (send(fd, bytes, static_cast<size_t>(n), MSG_NOSIGNAL) < 0)
                break;
    });
    EXPECT_TRUE(Contains(echo, "does not speak the link protocol")) << echo;
    unlink(path.c_str());
    std::string flood = RefusalOf([](int fd) {
        const Bytes noise = Pattern(65536, 1);
        while (send(fd, noise.data(), noise.size(), MSG_NOSIGNAL) > 0)
            ;
    });
    EXPECT_TRUE(Contains(flood, "does not speak the link protocol")) << flood;
}

TEST_F(UnixEngine, LosesItsSessionsWhenTheServerGoes)
{
    SimService service;
    Engine engine(service.uri());
    dtl_session s = engine.Install(Pair().a);
    auto seal = Request::Seal(s, {1}), install = Request::Install(Pair().a);
    service.Stop();
    engine.Enqueue({seal.get(), install.get()});
    engine.Drain();
    EXPECT_EQ(seal->outcome().result, DTL_R_DEVICE_LOST);
    EXPECT_EQ(install->outcome().result, DTL_R_DEVICE_LOST);
    EXPECT_TRUE(HasEvent(engine.engine_events, DTL_EV_SESSIONS_LOST));
    EXPECT_EQ(engine.Seal(s, {1}).result, DTL_R_DEVICE_LOST) << "and so does what comes later";
    EXPECT_FALSE(engine.FdReadable()) << "a loop that polls it would spin";
    EXPECT_EQ(dtl_engine_deadline(engine.raw()), UINT64_MAX);
}

TEST_F(UnixEngine, TellsAtOnceThatTheServerWent)
{
    SimService service;
    Engine engine(service.uri());
    engine.Install(Pair().a);
    service.Stop();
    ASSERT_TRUE(engine.FdReadable()) << "with nothing in flight";
    engine.Dequeue();
    EXPECT_TRUE(HasEvent(engine.engine_events, DTL_EV_SESSIONS_LOST));
}

// --- the server's socket ---

TEST_F(UnixEngine, SocketIsItsOwnersAlone)
{
    SimService service;
    struct stat s;
    ASSERT_EQ(lstat(service.path.c_str(), &s), 0);
    EXPECT_EQ(s.st_mode & 0777, 0600u);
    service.Stop();
    EXPECT_NE(lstat(service.path.c_str(), &s), 0) << "removed at the end";
}

class SimListen : public UnixEngine
{
  protected:
    int Try(dtl_sim_listener *l)
    {
        said.assign(256, 0);
        return dtl_sim_listen(l, path.c_str(), said.data(), said.size());
    }
    std::string said;
};

TEST_F(SimListen, ModeIsThatFromTheFirstMomentWhateverTheUmask)
{
    for (mode_t mask : {0, 022, 077}) {
        dtl_sim_listener l;
        mode_t before = umask(mask);
        ASSERT_EQ(Try(&l), 0) << said;
        umask(before);
        EXPECT_EQ(l.made.st_mode & 0777, 0600u);
        dtl_sim_listener_close(&l);
    }
}

TEST_F(SimListen, DeadServersSocketIsReplaced)
{
    close(Listen(path));
    dtl_sim_listener l;
    ASSERT_EQ(Try(&l), 0) << said;
    dtl_sim_listener_close(&l);
}

TEST_F(SimListen, LiveServersSocketIsNot)
{
    dtl_sim_listener first, second;
    ASSERT_EQ(Try(&first), 0) << said;
    EXPECT_EQ(Try(&second), DTL_ERR_IO);
    EXPECT_TRUE(Contains(said, "somebody serves")) << said;
    dtl_sim_listener_close(&second);
    EXPECT_EQ(access(path.c_str(), F_OK), 0) << "it is still there";
    dtl_sim_listener_close(&first);
}

TEST_F(SimListen, WhatIsNoSocketIsLeftAlone)
{
    FILE *f = fopen(path.c_str(), "w");
    fclose(f);
    dtl_sim_listener l;
    EXPECT_EQ(Try(&l), DTL_ERR_IO);
    EXPECT_TRUE(Contains(said, "is no socket")) << said;
    EXPECT_EQ(access(path.c_str(), F_OK), 0);
}

TEST_F(SimListen, OnlyItsOwnSocketIsRemoved)
{
    dtl_sim_listener first, second;
    ASSERT_EQ(Try(&first), 0) << said;
    unlink(path.c_str());
    ASSERT_EQ(Try(&second), 0) << said;
    dtl_sim_listener_close(&first);
    EXPECT_EQ(access(path.c_str(), F_OK), 0) << "the second one's";
    dtl_sim_listener_close(&second);
}

TEST_F(SimListen, NoDirectoryIsSaid)
{
    path = directory + "/none/socket";
    dtl_sim_listener l;
    EXPECT_EQ(Try(&l), DTL_ERR_IO);
    EXPECT_TRUE(Contains(said, "cannot use the directory")) << said;
}

} // namespace
