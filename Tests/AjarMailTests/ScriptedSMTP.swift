import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A mail server that follows a script, word for word: what it says, when it drops the line, stalls or goes
/// mad.
final class ScriptedSMTP: Sendable {
    enum Step: Sendable {
        /// With CRLF at the end.
        case say(String)
        case sayRaw([UInt8])
        /// Waits for a line that begins so.
        case hear(String)
        /// Waits for a line that begins so, any number of times, and answers each; ends at the first other
        /// line.
        case answerEach(String, with: String)
        /// Waits for the final dot.
        case hearBody
        /// Waits for so many bytes: the chunk after BDAT.
        case hearChunk
        case startTLS
        case hangUp
        /// Says nothing more, and does not hang up.
        case stall
        /// Says this for ever.
        case flood(String)
    }

    struct Script: Sendable {
        var steps: [Step]
        var isImplicitTLS = false
        var certificate: TestCertificates.Host = .localhost
        /// Replies arrive one byte at a time.
        var drips = false
        /// Hangs up after so many bytes of its own.
        var dropsAfter: Int?

        init(_ steps: [Step]) { self.steps = steps }
    }

    /// What a usual relay says; the steps after the greeting.
    static func relay(
        _ capabilities: [String] = ["PIPELINING", "SIZE 1000000", "8BITMIME"], recipients: Int = 1,
        final: String = "250 2.0.0 queued",
        mails: Int = 1
    ) -> Script {
        var steps: [Step] = [.say("220 relay.example ESMTP"), .hear("EHLO "), .ehlo(capabilities)]
        for _ in 0..<mails {
            steps += [.hear("MAIL FROM:"), .say("250 2.1.0 Ok")]
            for _ in 0..<recipients { steps += [.hear("RCPT TO:"), .say("250 2.1.5 Ok")] }
            steps += [.hear("DATA"), .say("354 Go"), .hearBody, .say(final)]
        }
        return Script(steps + [.hear("QUIT"), .say("221 Bye"), .hangUp])
    }

    private let scripts: [Script]
    private let log: Mutex<[[String]]> = Mutex([])
    private let listener: Mutex<(any Channel)?> = Mutex(nil)
    private let children: Mutex<[any Channel]> = Mutex([])

    /// One script per connection; the last one is for all further ones.
    convenience init(_ scripts: Script...) { self.init(all: scripts) }

    init(all scripts: [Script]) { self.scripts = scripts }

    /// Everything heard so far, a list of lines per connection.
    var heard: [[String]] { log.withLock { $0 } }

    func start() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [self] child in
                let number: Int = log.withLock {
                    $0.append([])
                    return $0.count - 1
                }
                children.withLock { $0.append(child) }
                let script = scripts[min(number, scripts.count - 1)]
                return child.eventLoop.makeCompletedFuture {
                    if script.isImplicitTLS {
                        let tls = NIOSSLServerHandler(
                            context: try TestCertificates.context(script.certificate))
                        try child.pipeline.syncOperations.addHandler(tls)
                    }
                    try child.pipeline.syncOperations.addHandler(
                        ScriptHandler(script) { [weak self] line in
                            self?.log.withLock { $0[number].append(line) }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        listener.withLock { $0 = channel }
        return channel.localAddress!.port!
    }

    func stop() {
        listener.withLock { $0?.close(promise: nil) }
        children.withLock { for child in $0 { child.close(promise: nil) } }
    }

    /// Afterwards nobody listens on the port.
    func stopListening() async {
        let channel = listener.withLock { $0 }
        try? await channel?.close().get()
    }
}

extension ScriptedSMTP.Step {
    static func ehlo(_ capabilities: [String]) -> Self {
        let lines: [String] = ["relay.example"] + capabilities
        let text: String = lines.dropLast().map { "250-\($0)\r\n" }.joined() + "250 \(lines.last!)"
        return .say(text)
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var steps: ArraySlice<ScriptedSMTP.Step>
    private let script: ScriptedSMTP.Script
    private let record: (String) -> Void
    private var input: [UInt8] = []
    private var said = 0
    private var chunk: Int?

    init(_ script: ScriptedSMTP.Script, record: @escaping (String) -> Void) {
        self.script = script
        self.steps = script.steps[...]
        self.record = record
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { advance(context) }
    }

    func channelActive(context: ChannelHandlerContext) { advance(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        input.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        advance(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func advance(_ context: ChannelHandlerContext) {
        while let step = steps.first {
            switch step {
            case .say(let text): say(Array("\(text)\r\n".utf8), context)
            case .sayRaw(let bytes): say(bytes, context)
            case .hear(let prefix):
                guard let line = takeLine() else { return }
                guard line.hasPrefix(prefix) else {
                    record("UNEXPECTED \(line), not \(prefix)")
                    return context.close(promise: nil)
                }
            case .answerEach(let prefix, let answer):
                guard let end = input.firstIndex(of: 0x0A) else { return }
                if String(decoding: input[...end], as: UTF8.self).hasPrefix(prefix) {
                    _ = takeLine()
                    say(Array("\(answer)\r\n".utf8), context)
                    continue
                }
            case .hearBody:
                guard takeBody() else { return }
            case .hearChunk:
                guard let size = chunk, input.count >= size else { return }
                record(String(decoding: input.prefix(size), as: UTF8.self))
                input.removeFirst(size)
            case .startTLS:
                let tls = NIOSSLServerHandler(context: try! TestCertificates.context(script.certificate))
                try! context.pipeline.syncOperations.addHandler(tls, position: .first)
            case .hangUp: return context.close(promise: nil)
            case .stall: return
            case .flood(let text): return flood(text, context)
            }
            steps = steps.dropFirst()
        }
    }

    private func say(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        var bytes: ArraySlice<UInt8> = bytes[...]
        if let limit = script.dropsAfter { bytes = bytes.prefix(max(0, limit - said)) }
        said += bytes.count
        for piece in script.drips ? bytes.map({ [$0] }) : [Array(bytes)] {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil)
        }
        if let limit = script.dropsAfter, said >= limit {
            steps = []
            context.close(promise: nil)
        }
    }

    private func takeLine() -> String? {
        guard let end = input.firstIndex(of: 0x0A) else { return nil }
        let line = String(decoding: input[..<end].filter { $0 != 0x0D }, as: UTF8.self)
        input.removeFirst(end + 1)
        record(line)
        if line.hasPrefix("BDAT") { chunk = Int(line.split(separator: " ")[1]) }
        return line
    }

    private func takeBody() -> Bool {
        let end: [UInt8] = Array("\r\n.\r\n".utf8)
        // A search from the end: the dot is the last thing a client says.
        guard input.count >= end.count, input.suffix(end.count).elementsEqual(end) else { return false }
        record(String(decoding: input.dropLast(3), as: UTF8.self))
        input = []
        return true
    }

    private func flood(_ text: String, _ context: ChannelHandlerContext) {
        let channel = context.channel
        let block = String(repeating: text, count: 65_536 / text.utf8.count + 1)
        @Sendable func more() {
            channel.writeAndFlush(ByteBuffer(string: block)).whenSuccess {
                // Not at once: the loop must get to its other channels in between.
                channel.eventLoop.scheduleTask(in: .milliseconds(1)) { more() }
            }
        }
        more()
    }
}
