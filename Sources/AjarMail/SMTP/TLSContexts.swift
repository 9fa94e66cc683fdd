import NIOSSL
import Synchronization

/// What TLS needs to know of the world, loaded once: the system's certificates take a while to read and a
/// megabyte to keep, so thousands of connections share them.
package final class TLSContexts: Sendable {
    private let contexts: Mutex<[String: NIOSSLContext]> = Mutex([:])

    package init() {}

    /// Certificate and host name are always verified; the roots of the file are trusted beside the system's.
    func context(additionalTrustRoots: String?) throws(WireError) -> NIOSSLContext {
        let roots: String = additionalTrustRoots ?? ""
        if let context = contexts.withLock({ $0[roots] }) { return context }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        if !roots.isEmpty { configuration.additionalTrustRoots = [.file(roots)] }
        do {
            let context = try NIOSSLContext(configuration: configuration)
            contexts.withLock { $0[roots] = context }
            return context
        } catch {
            throw WireError(.certificate, "The additional trust roots of the account can't be read.")
        }
    }
}
