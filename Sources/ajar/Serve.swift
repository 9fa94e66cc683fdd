import AjarCRM
import AjarServer
import ArgumentParser
import Logging

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `ajar serve`: the API, the workers, and the sandbox when it is asked for.
struct Serve: AsyncParsableCommand {
    static let configuration: CommandConfiguration = CommandConfiguration(abstract: "Run the server.")

    @OptionGroup var installation: InstallationOptions

    @Option(help: "The address to listen on. [default: 127.0.0.1:8080]")
    var listen: String?

    @Option(
        name: .customLong("base-url"), help: "How clients reach the server; links in answers begin with it.")
    var baseURL: String?

    @Flag(help: "Take mail for anybody on a port of loopback and show it at /sandbox/messages/.")
    var sandbox = false

    @Option(
        help:
            "The address at which a mail server hands over mail for the leads_email of organizations, by LMTP."
    )
    var lmtp: String?

    @Option(help: "Requests per second for each key and part of the API, or off. [default: 60]")
    var rateLimit: String?

    @Option(help: "Networks that may be called on a customer's word although they are private: 10.0.0.0/8,…")
    var egressAllow: String?

    @Option(help: "Certificate authorities for mail servers beside the system's, as a PEM file.")
    var caFile: String?

    @Option(
        help:
            "Seconds until an email is tried again after a temporary refusal; doubles up to an hour. [default: 60]"
    )
    var retryFirst: Double?

    @Option(
        help: "Seconds between two looks at the folders of a mailbox beside its inbox. [default: 120]")
    var pollMailboxes: Double?

    @Option(help: "trace, debug, info, notice, warning, error or critical. [default: info]")
    var logLevel: String?

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var settings = try await installation.settings()
        try settings.apply(self)
        var configuration = settings.configuration
        configuration.crash = Self.crashPoint
        configuration.listeningSocket = InheritedSocket.take()
        Self.raiseFileLimit()
        let ajar = try await Ajar.build(configuration)
        try await ajar.run()
    }

    /// Each connection is a file; the usual soft limit of 1024 is for shells.
    private static func raiseFileLimit() {
        #if canImport(Glibc)
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let files = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(files, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(files, &limit)
    }

    /// The crash tests name the moment at which the process is killed by itself. Not in a release build.
    private static var crashPoint: CrashPoint {
        #if DEBUG
        guard let name = getenv("AJAR_CRASH_AT"),
            let moment = CrashPoint.Moment(rawValue: String(cString: name))
        else { return .never }
        return CrashPoint { if $0 == moment { kill(getpid(), SIGKILL) } }
        #else
        return .never
        #endif
    }
}
