import Testing

@testable import AjarMail

/// Servers that lie, stall, vanish and never end.
struct RelayHostilityTests {
    @Test(arguments: [["PIPELINING"], [], ["PIPELINING", "CHUNKING"]])
    func `the line may break at any byte: nobody crashes, and only after the final dot is it unknown`(
        capabilities: [String]
    ) async throws {
        let isChunked = capabilities.contains("CHUNKING")
        func script(_ limit: Int?) -> ScriptedSMTP.Script {
            var script = isChunked ? RelayTests.chunkedRelay(capabilities) : ScriptedSMTP.relay(capabilities)
            script.dropsAfter = limit
            return script
        }
        var states: [String] = []
        for limit in 0..<220 {
            let (result, _) = try await RelayTests.deliver(script(limit))
            let outcome = try #require(result.outcomes.first)
            switch outcome {
            case .accepted: states.append("accepted")
            case .unknown(let failure):
                states.append("unknown")
                #expect(failure.stage == .final)
                #expect(result.didTransmit)
            case .deferred(let failure):
                states.append("deferred")
                #expect(!result.didTransmit)
                #expect(failure.reason == .connectionLost)
            case .refused: states.append("refused")
            }
            if case .accepted = outcome { break }
        }
        let order = states.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        #expect(order == ["deferred", "unknown", "accepted"])
    }

    @Test(arguments: [ScriptedSMTP.Step.stall, .say("250-"), .sayRaw([0x32])])
    func `a server that stalls runs into the timeout of its stage`(end: ScriptedSMTP.Step) async throws {
        let steps: [ScriptedSMTP.Step] = [
            .say("220 x"), .hear("EHLO"), .ehlo([]), .hear("MAIL"), .say("250 ok"), .hear("RCPT"),
            .say("250 ok"), .hear("DATA"),
            .say("354 go"), .hearBody,
        ]
        let says: [Int] =
            steps.indices.filter { if case .say = steps[$0] { true } else { false } } + [steps.count]
        // Only the stage in question is short of time, so a busy machine changes nothing.
        let stages: [(DeliveryStage, WritableKeyPath<SMTPTimeouts, Duration>)] = [
            (.greeting, \.greeting), (.hello, \.hello), (.mail, \.mail), (.rcpt, \.recipient),
            (.data, \.data), (.final, \.final),
        ]
        for (index, (stage, limit)) in zip(says, stages) {
            var timeouts = SMTPTimeouts(all: .seconds(20))
            timeouts[keyPath: limit] = .milliseconds(50)
            let script = ScriptedSMTP.Script(Array(steps[..<index]) + [end, .stall])
            let (result, _) = try await RelayTests.deliver(script, timeouts: timeouts)
            let failure = try #require(result.outcomes.first?.failure)
            #expect(failure.reason == .timeout)
            #expect(failure.stage == stage)
            if stage == .final, case .unknown = result.outcomes[0] { continue }
            guard stage != .final, case .deferred = result.outcomes[0] else {
                Issue.record("\(result.outcomes)")
                continue
            }
        }
    }

    @Test(arguments: [
        [ScriptedSMTP.Step.flood("250-" + String(repeating: "x", count: 2000) + "\r\n")],
        [.flood("x")], [.flood("220-a\r\n")], [.flood("\r\n")], [.say("SSH-2.0-OpenSSH"), .stall],
        [.sayRaw([0, 1, 2, 10])],
        [.say("220 x"), .hear("EHLO"), .flood("250-" + String(repeating: "AUTH", count: 500) + "\r\n")],
        [.say("220 x\r\n220 y\r\n250 z"), .stall], [.say("999 x"), .stall],
    ])
    func `endless and senseless answers are a failure with bounded memory`(
        steps: [ScriptedSMTP.Step]
    ) async throws {
        let (result, _) = try await RelayTests.deliver(ScriptedSMTP.Script(steps))
        #expect(result.outcomes.first?.failure?.reason == .garbage)
        #expect(result.outcomes.first?.failure?.isPermanent == false)
    }

    @Test func `a server that floods while we write is still only a failure`() async throws {
        let script = ScriptedSMTP.Script([
            .say("220 x"), .hear("EHLO"), .ehlo([]), .hear("MAIL"), .say("250 ok"), .hear("RCPT"),
            .say("250 ok"), .hear("DATA"),
            .say("354 go"), .flood("250 ok\r\n"),
        ])
        let big = Array(repeating: UInt8(0x61), count: 1 << 20)
        let (result, _) = try await RelayTests.deliver(script, message: big)
        let outcome = try #require(result.outcomes.first)
        #expect(!outcome.isAccepted || result.didTransmit)
    }

    @Test func `a cancelled task gives up its place and its connection`() async throws {
        let server = ScriptedSMTP(
            ScriptedSMTP.Script([.say("220 x"), .hear("EHLO"), .ehlo([]), .hear("MAIL"), .stall]))
        defer { server.stop() }
        let account = RelayTests.account(try await server.start())
        var limits = Relay.Limits()
        limits.connectionsPerAccount = 1...1
        let relay = Relay(timeouts: SMTPTimeouts(all: .seconds(60)), limits: limits)
        let delivery = RelayTests.delivery(account)
        let tasks = (0..<3).map { _ in Task { await relay.deliver(delivery) } }
        while !server.heard.joined().contains(where: { $0.hasPrefix("MAIL") }) { await Task.yield() }
        for task in tasks { task.cancel() }
        for task in tasks {
            guard case .deferred(let failure) = await task.value.outcomes.first else {
                Issue.record("not deferred")
                continue
            }
            #expect(failure.reason == .cancelled)
        }
    }

    @Test func `a task that is cancelled while the server keeps its greeting back is free at once`()
        async throws
    {
        let server = ScriptedSMTP(ScriptedSMTP.Script([.stall]))
        defer { server.stop() }
        let delivery = RelayTests.delivery(RelayTests.account(try await server.start()))
        let relay = RelayTests.relay(SMTPTimeouts(all: .seconds(600)))
        let task = Task { await relay.deliver(delivery) }
        while server.heard.isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value.outcomes.first?.failure?.reason == .cancelled)
    }
}
