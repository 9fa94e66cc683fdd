import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A receiver of webhooks on loopback: keeps what it is sent, and answers what it was told to.
package final class HookReceiver: Sendable {
    package struct Received: Sendable {
        package let path: String
        package let headers: [String: String]
        package let body: [UInt8]
    }

    package struct Reply: Sendable {
        let status: Int
        let headers: [(String, String)]
        let body: String
        let isSilent: Bool

        /// A silent one takes the request and says nothing.
        package init(
            status: Int = 200, headers: [(String, String)] = [], body: String = "", isSilent: Bool = false
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.isSilent = isSilent
        }
    }

    private struct State {
        var received: [Received] = []
        var planned: [Reply] = []
        var standard = Reply()
    }

    private let state = Mutex(State())
    private let channel = Mutex<(any Channel)?>(nil)

    package var port: Int { channel.withLock { $0?.localAddress?.port ?? 0 } }
    package var received: [Received] { state.withLock { $0.received } }

    /// The next answers, and after them always this one.
    package func answer(_ planned: [Reply] = [], then standard: Reply = Reply()) {
        state.withLock { ($0.planned, $0.standard) = (planned, standard) }
    }

    package static func with(_ body: (HookReceiver) async throws -> Void) async throws {
        let receiver = HookReceiver()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(Handler(receiver))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        receiver.channel.withLock { $0 = channel }
        let result: Result<Void, any Error>
        do {
            try await body(receiver)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await channel.close()
        try result.get()
    }

    private func take(_ request: Received) -> Reply {
        state.withLock { state in
            state.received.append(request)
            return state.planned.isEmpty ? state.standard : state.planned.removeFirst()
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let receiver: HookReceiver
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        init(_ receiver: HookReceiver) { self.receiver = receiver }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): (self.head, body) = (head, [])
            case .body(let part): body += Array(part.readableBytesView)
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            guard let head else { return }
            let names = head.headers.map { ($0.name.lowercased(), $0.value) }
            let reply = receiver.take(
                Received(
                    path: head.uri, headers: Dictionary(names, uniquingKeysWith: { $1 }), body: body))
            if reply.isSilent { return }
            var headers = HTTPHeaders(reply.headers)
            headers.add(name: "content-length", value: String(reply.body.utf8.count))
            let status = HTTPResponseStatus(statusCode: reply.status)
            context.write(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
                promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: reply.body)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
