import AjarCRM
import AjarServer
import ArgumentParser
import Configuration
import Logging
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The options as they stand after the command line, the variables and the file were read, in this order.
struct Settings {
    private(set) var configuration: ServerConfiguration
    private let reader: ConfigReader

    init(data: String?, database: String?, file: String?) async throws {
        let variables = ConfigReader(provider: EnvironmentVariablesProvider().prefixKeys(with: "ajar"))
        let folder = data ?? variables.string(forKey: "data") ?? "data"
        let named = file ?? variables.string(forKey: "config")
        let values = try await FileProvider<JSONSnapshot>(
            filePath: FilePath(named ?? "\(folder)/ajar.json"), allowMissing: named == nil)
        reader = ConfigReader(providers: [EnvironmentVariablesProvider().prefixKeys(with: "ajar"), values])
        configuration = ServerConfiguration(dataFolder: data ?? reader.string(forKey: "data") ?? "data")
        configuration.database = database ?? reader.string(forKey: "database")
        let level = reader.string(forKey: "log-level") ?? "info"
        configuration.logLevel = try Self.logLevel(level)
    }

    /// What only `serve` needs.
    mutating func apply(_ serve: Serve) throws {
        let listen = serve.listen ?? reader.string(forKey: "listen") ?? configuration.listen.description
        guard let address = ListenAddress(listen) else { throw Self.bad("listen", listen, "HOST:PORT") }
        configuration.listen = address
        configuration.baseURL = try (serve.baseURL ?? reader.string(forKey: "base-url")).map(Self.checkedURL)
        configuration.isSandboxOn = serve.sandbox || reader.bool(forKey: "sandbox", default: false)
        configuration.lmtp = try (serve.lmtp ?? reader.string(forKey: "lmtp")).map { text in
            guard let address = ListenAddress(text) else { throw Self.bad("lmtp", text, "HOST:PORT") }
            return address
        }
        configuration.rateLimit = try Self.rate(
            serve.rateLimit ?? reader.string(forKey: "rate-limit") ?? "60")
        let networks = serve.egressAllow ?? reader.string(forKey: "egress-allow") ?? ""
        configuration.egressAllow = try networks.split(separator: ",").map {
            try Self.network(String($0.filter { $0 != " " }))
        }
        configuration.caFile = try (serve.caFile ?? reader.string(forKey: "ca-file")).map(Self.readable)
        configuration.retryFirst = serve.retryFirst ?? reader.double(forKey: "retry-first") ?? 60
        guard configuration.retryFirst > 0 else {
            throw Self.bad("retry-first", "\(configuration.retryFirst)", "seconds above 0")
        }
        configuration.pollMailboxes = serve.pollMailboxes ?? reader.double(forKey: "poll-mailboxes") ?? 120
        guard configuration.pollMailboxes >= 1 else {
            throw Self.bad("poll-mailboxes", "\(configuration.pollMailboxes)", "seconds, 1 or more")
        }
        if let level = serve.logLevel { configuration.logLevel = try Self.logLevel(level) }
    }

    private static func rate(_ text: String) throws -> Double? {
        if text == "off" { return nil }
        guard let rate = Double(text), rate > 0, rate <= 1e6 else {
            throw bad("rate-limit", text, "off, or requests per second")
        }
        return rate
    }

    private static func checkedURL(_ text: String) throws -> String {
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw bad("base-url", text, "http://… or https://…")
        }
        return text
    }

    /// A typo must not silently forbid what was meant to be allowed.
    private static func network(_ text: String) throws -> String {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let bits = parts.count == 2 ? Int(parts[1]) : 0
        guard parts.count <= 2, let bits, (0...128).contains(bits), IPAddress(String(parts[0])) != nil else {
            throw bad("egress-allow", text, "networks such as 10.0.0.0/8,fd00::/8")
        }
        return text
    }

    private static func readable(_ path: String) throws -> String {
        guard access(path, R_OK) == 0 else {
            throw bad("ca-file", path, "a PEM file that this user may read")
        }
        return path
    }

    private static func logLevel(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw bad("log-level", text, Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return level
    }

    private static func bad(_ name: String, _ value: String, _ wanted: String) -> ValidationError {
        ValidationError("--\(name) is \(value); it takes \(wanted).")
    }
}
