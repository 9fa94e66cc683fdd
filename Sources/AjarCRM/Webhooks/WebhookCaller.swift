import AjarCore
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// Makes the calls. The name is looked up here, once; every address that may not be called is left out; and
/// the connection goes to the address that was checked, so a name that changes its mind in between gains
/// nothing. Redirects are not followed: a 3xx is an answer like any other, and no success.
package struct WebhookCaller: Sendable {
    package static let timeout: Duration = .seconds(15)
    /// What is read of an answer. The rest is left in the wire.
    private static let maxBody = 4096

    private let egress: Egress
    private let lookup: HostLookup
    private let trustRoots: String?
    private let timeout: Duration

    package init(
        egress: Egress, lookup: HostLookup = .system, trustRoots: String? = nil,
        timeout: Duration = Self.timeout
    ) {
        self.egress = egress
        self.lookup = lookup
        self.trustRoots = trustRoots
        self.timeout = timeout
    }

    func post(_ call: WebhookCall, at now: Timestamp) async -> WebhookAnswer {
        let clock = ContinuousClock()
        let start = clock.now
        var answer: WebhookAnswer
        do {
            answer = try await withTimeout { try await attempt(call, at: now) }
        } catch {
            answer = WebhookAnswer(problem: Self.describe(error))
        }
        answer.duration = clock.now - start
        return answer
    }

    private struct Problem: Error { let text: String }

    /// The library's deadline ends with the head of the answer; ours also covers a body that never ends.
    private func withTimeout(
        _ body: @escaping @Sendable () async throws -> WebhookAnswer
    ) async throws -> WebhookAnswer {
        try await withThrowingTaskGroup(of: WebhookAnswer.self) { group in
            group.addTask(operation: body)
            group.addTask { [timeout] in
                try await Task.sleep(for: timeout)
                throw Problem(text: "The receiver did not answer in time.")
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    private func attempt(_ call: WebhookCall, at now: Timestamp) async throws -> WebhookAnswer {
        guard let url = HookURL(call.url) else { throw Problem(text: "The URL can't be called.") }
        let address = try await allowedAddress(of: url)
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: configuration(url, address, call.verifiesCertificate))
        let result: Result<WebhookAnswer, any Error>
        do { result = .success(try await send(call, to: url, at: now, client)) } catch {
            result = .failure(error)
        }
        try? await client.shutdown()
        return try result.get()
    }

    private func allowedAddress(of url: HookURL) async throws -> IPAddress {
        if let literal = url.address {
            guard egress.mayCall(literal) else { throw Problem(text: Self.refused) }
            return literal
        }
        let found = try await lookup.addresses(url.host)
        guard !found.isEmpty else { throw Problem(text: "The host name has no address.") }
        guard let allowed = found.first(where: egress.mayCall) else { throw Problem(text: Self.refused) }
        return allowed
    }

    private static let refused = "The host leads to an address that may not be called."

    private func configuration(
        _ url: HookURL, _ address: IPAddress, _ verifies: Bool
    ) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if !verifies { tls.certificateVerification = .none }
        if let trustRoots { tls.additionalTrustRoots = [.file(trustRoots)] }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(10)),
            decompression: .disabled)
        configuration.dnsOverride = [url.host: address.text]
        configuration.httpVersion = .http1Only
        configuration.http1_1ConnectionDebugInitializer = { channel in
            // The last look, at the connection itself: whatever led here, it must be the address that was
            // checked.
            let connected = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
            if connected == address { return channel.eventLoop.makeSucceededVoidFuture() }
            return channel.eventLoop.makeFailedFuture(Problem(text: Self.refused))
        }
        return configuration
    }

    private func send(
        _ call: WebhookCall, to url: HookURL, at now: Timestamp, _ client: HTTPClient
    ) async throws -> WebhookAnswer {
        var request = HTTPClientRequest(url: url.text)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "user-agent", value: "Ajar-Webhooks/1")
        for (name, value) in call.key.headers(id: call.id, at: now, body: call.body) {
            request.headers.add(name: name, value: value)
        }
        request.body = .bytes(call.body)
        let response = try await client.execute(request, deadline: .now() + TimeAmount(timeout))
        var answer = WebhookAnswer(status: Int(response.status.code))
        answer.retryAfter = response.headers.first(name: "retry-after").flatMap {
            RetryAfter.duration($0, now: now)
        }
        var body: [UInt8] = []
        for try await part in response.body {
            body += part.readableBytesView.prefix(Self.maxBody - body.count)
            if body.count >= Self.maxBody { break }
        }
        answer.excerpt = String(decoding: body.prefix(1000), as: UTF8.self).filter { $0 != "\0" }
        return answer
    }

    private static func describe(_ error: any Error) -> String {
        switch error {
        case let problem as Problem: problem.text
        case is CancellationError: "The call was interrupted."
        case let error as HTTPClientError: "The call failed: \(error.shortDescription)."
        case is NIOSSLError, is NIOSSLExtraError: "The TLS handshake failed: \(error)".prefix(300).description
        default: "The receiver could not be reached."
        }
    }
}

/// The header with which a receiver asks for time.
enum RetryAfter {
    /// Seconds, or a date as HTTP writes it.
    static func duration(_ text: String, now: Timestamp) -> Duration? {
        if let seconds = Int(text.trimming) {
            return seconds >= 0 ? .seconds(min(seconds, 86_400 * 30)) : nil
        }
        return date(text.trimming).map { $0 > now ? $0 - now : .zero }
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    private static func date(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: parts[2]) else {
            return nil
        }
        let padded = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(iso: "\(parts[3])-\(padded)-\(parts[1])T\(parts[4])Z")
    }
}

extension String {
    fileprivate var trimming: String {
        var rest = self[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
