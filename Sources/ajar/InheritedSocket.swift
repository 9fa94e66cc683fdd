#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A listening socket from the process that started us, as systemd hands it over (sd_listen_fds): the first
/// one is file 3.
enum InheritedSocket {
    static func take() -> Int32? {
        guard let owner = getenv("LISTEN_PID"), String(cString: owner) == String(getpid()),
            let count = getenv("LISTEN_FDS").flatMap({ Int(String(cString: $0)) }), count >= 1
        else { return nil }
        // Not for our own children.
        unsetenv("LISTEN_PID")
        unsetenv("LISTEN_FDS")
        guard fcntl(3, F_SETFD, FD_CLOEXEC) == 0 else { return nil }
        return 3
    }
}
