package import AjarCRM
package import AjarCore
package import Logging

/// Everything that the person who starts Ajar can choose.
package struct ServerConfiguration: Sendable {
    package var listen: ListenAddress
    /// A socket that listens already, from whoever started us: it outlives this process, and nobody is
    /// refused while the next one starts.
    package var listeningSocket: Int32?
    /// Holds the database, the files, and the key of the secrets.
    package var dataFolder: String
    /// A libpq URL; nil means SQLite in the data folder.
    package var database: String?
    /// The schema that holds the tables in PostgreSQL, if it isn't the server's choice.
    package var schema: String?
    /// How clients reach us; nil means the address that we listen on.
    package var baseURL: String?
    package var isSandboxOn = false
    /// Where mail is handed over to us; nil means nowhere.
    package var lmtp: ListenAddress?
    /// Requests per second, key and part of the API; nil switches the limits off.
    package var rateLimit: Double? = 60
    /// Networks that may be called on a customer's word although they are private.
    package var egressAllow: [String] = []
    /// A PEM file of certificate authorities for mail servers.
    package var caFile: String?
    /// Seconds until a temporary refusal is tried again.
    package var retryFirst: Double = 60
    /// Seconds between two looks at the folders beside the inbox.
    package var pollMailboxes: Double = 120
    package var maxBody = 20 << 20
    package var logLevel: Logger.Level = .info
    package var environs: Environs = .system
    package var crash: CrashPoint = .never
    /// Whether a commit waits for the disk. Only tests do without.
    package var isDurable = true

    package init(listen: ListenAddress = ListenAddress(), dataFolder: String) {
        self.listen = listen
        self.dataFolder = dataFolder
    }

    package var databaseFile: String { "\(dataFolder)/ajar.sqlite" }
    package var keyFile: String { "\(dataFolder)/secret.key" }
    package var filesFolder: String { "\(dataFolder)/files" }
    package var effectiveBaseURL: String {
        // Listening everywhere is no address that a client could use.
        let isEverywhere = ["0.0.0.0", "::"].contains(listen.host)
        var url =
            baseURL ?? "http://\(isEverywhere ? ListenAddress(host: "localhost", port: listen.port) : listen)"
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}

/// `127.0.0.1:8080`, `[::1]:8080`
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    package var host: String
    package var port: Int

    package init(host: String = "127.0.0.1", port: Int = 8080) {
        self.host = host
        self.port = port
    }

    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
