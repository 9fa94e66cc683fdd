import Testing

@testable import AjarMail

struct SMTPMachineMailTests {
    @Test func `without PIPELINING each command waits for its reply`() {
        var machine = SMTPMachineTests.ready()
        #expect(
            machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob, SMTPMachineTests.eve))
                == .send([.mail(SMTPMachineTests.ann, size: nil, isEightBit: false, isUTF8: false)]))
        #expect(SMTPMachineTests.run(&machine, "250 ok") == .send([.recipient(SMTPMachineTests.bob)]))
        #expect(SMTPMachineTests.run(&machine, "250 ok") == .send([.recipient(SMTPMachineTests.eve)]))
        #expect(SMTPMachineTests.run(&machine, "251 ok") == .send([.data]))
        #expect(SMTPMachineTests.run(&machine, "354 go") == .sendBody)
        machine.transmitting()
        let final = SMTPMachineTests.reply("250 2.0.0 queued")
        #expect(machine.received(final, unreadBytes: 0) == .finished([.accepted(final), .accepted(final)]))
        #expect(machine.state == .ready)
    }

    @Test func `with PIPELINING the envelope goes out at once, and each reply finds its recipient`() {
        var machine = SMTPMachineTests.ready("250-x\n250-PIPELINING\n250 SIZE")
        let commands: [SMTPCommand] = [
            .mail(SMTPMachineTests.ann, size: 100, isEightBit: false, isUTF8: false),
            .recipient(SMTPMachineTests.bob),
            .recipient(SMTPMachineTests.eve),
        ]
        #expect(
            machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob, SMTPMachineTests.eve))
                == .send(commands))
        #expect(machine.received(SMTPMachineTests.reply("250 ok"), unreadBytes: 40) == .wait)
        #expect(machine.received(SMTPMachineTests.reply("550 5.1.1 unknown"), unreadBytes: 20) == .wait)
        #expect(SMTPMachineTests.run(&machine, "250 ok") == .send([.data]))
        #expect(SMTPMachineTests.run(&machine, "354 go") == .sendBody)
        machine.transmitting()
        guard case .finished(let outcomes) = SMTPMachineTests.run(&machine, "250 queued") else {
            return #expect(Bool(false))
        }
        #expect(outcomes.map(\.isAccepted) == [false, true])
        #expect(outcomes[0].failure?.enhancedStatus == "5.1.1")
        #expect(outcomes[0].failure?.command == "RCPT TO:<bob@example.org>")
        #expect(outcomes[0].failure?.stage == .rcpt)
    }

    @Test func `a refused sender is everybody's answer, and the next mail begins with RSET`() {
        var machine = SMTPMachineTests.ready("250-x\n250 PIPELINING")
        _ = machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob, SMTPMachineTests.eve))
        guard
            case .finished(let outcomes) = SMTPMachineTests.run(
                &machine, "451 4.7.1 slow down", "503 no sender", "503 no sender")
        else {
            return #expect(Bool(false))
        }
        #expect(outcomes.allSatisfy { $0.failure?.code == 451 && $0.failure?.isPermanent == false })
        guard case .send(let commands) = machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob)) else {
            return #expect(Bool(false))
        }
        #expect(commands.first == .reset)
    }

    @Test func `when all recipients are refused nothing is sent`() {
        var machine = SMTPMachineTests.ready()
        _ = machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob, SMTPMachineTests.eve))
        guard
            case .finished(let outcomes) = SMTPMachineTests.run(
                &machine, "250 ok", "450 greylisted", "552 too many recipients")
        else {
            return #expect(Bool(false))
        }
        #expect(outcomes.allSatisfy { if case .deferred = $0 { true } else { false } })
        #expect(machine.state == .ready)
    }

    @Test func `a hundred thousand recipients are asked a hundred at a time`() {
        var machine = SMTPMachineTests.ready("250-x\n250 PIPELINING")
        let many = SMTPEnvelope(
            sender: SMTPMachineTests.ann, recipients: Array(repeating: SMTPMachineTests.bob, count: 1000),
            size: 1)
        guard case .send(let first) = machine.begin(many) else { return #expect(Bool(false)) }
        #expect(first.count == 100)
        for _ in 0..<99 { #expect(SMTPMachineTests.run(&machine, "250 ok") == .wait) }
        guard case .send(let second) = SMTPMachineTests.run(&machine, "250 ok") else {
            return #expect(Bool(false))
        }
        #expect(second.count == 100)
    }

    @Test func `what the server can't carry is refused without a word to it`() throws {
        var machine = SMTPMachineTests.ready("250-x\n250 SIZE 50")
        guard
            case .finished(let outcomes) = machine.begin(
                SMTPMachineTests.envelope(SMTPMachineTests.bob, size: 51))
        else {
            return #expect(Bool(false))
        }
        #expect(outcomes.first?.failure?.reason == .messageTooLarge)
        #expect(outcomes.first?.failure?.isPermanent == true)
        #expect(machine.state == .ready)
        let joerg = try Address(email: "jörg@example.de")
        guard
            case .send(let commands) = machine.begin(
                SMTPMachineTests.envelope(joerg, SMTPMachineTests.bob, size: 1))
        else {
            return #expect(Bool(false))
        }
        #expect(commands == [.mail(SMTPMachineTests.ann, size: 1, isEightBit: false, isUTF8: false)])
        guard case .send(let recipients) = SMTPMachineTests.run(&machine, "250 ok") else {
            return #expect(Bool(false))
        }
        #expect(recipients == [.recipient(SMTPMachineTests.bob)])
        var other = SMTPMachineTests.ready()
        #expect(
            SMTPMachineTests.failure(
                other.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob, hasUTF8Headers: true)))?.reason
                == .smtpUTF8Unavailable)
    }

    @Test func `SMTPUTF8 and 8BITMIME are said when needed and offered`() throws {
        var machine = SMTPMachineTests.ready("250-x\n250-SMTPUTF8\n250 8BITMIME")
        let joerg = try Address(email: "jörg@example.de")
        #expect(
            machine.begin(SMTPMachineTests.envelope(joerg, isEightBit: true))
                == .send([.mail(SMTPMachineTests.ann, size: nil, isEightBit: true, isUTF8: true)]))
    }

    @Test func `CHUNKING sends whole chunks and a last one`() {
        var machine = SMTPMachineTests.ready("250-x\n250-PIPELINING\n250 CHUNKING")
        _ = machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob, size: (1 << 20) + 5))
        #expect(
            SMTPMachineTests.run(&machine, "250 ok", "250 ok") == .sendChunk(0..<(1 << 20), isLast: false))
        #expect(
            SMTPMachineTests.run(&machine, "250 ok") == .sendChunk((1 << 20)..<((1 << 20) + 5), isLast: true))
        machine.transmitting()
        guard case .finished(let outcomes) = SMTPMachineTests.run(&machine, "250 queued") else {
            return #expect(Bool(false))
        }
        #expect(outcomes.map(\.isAccepted) == [true])
    }

    @Test func `only between the final dot and its reply is the outcome unknown`() {
        var machine = SMTPMachineTests.ready()
        _ = machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob))
        _ = SMTPMachineTests.run(&machine, "250 ok", "250 ok", "354 go")
        machine.transmitting()
        guard case .finished(let outcomes) = machine.interrupted(.connectionLost, "gone") else {
            return #expect(Bool(false))
        }
        guard case .unknown(let failure) = outcomes.first else { return #expect(Bool(false)) }
        #expect(failure.stage == .final)
        for replies in [[], ["250 ok"], ["250 ok", "250 ok"], ["250 ok", "250 ok", "354 go"]] {
            var machine = SMTPMachineTests.ready()
            _ = machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob))
            for reply in replies { _ = SMTPMachineTests.run(&machine, reply) }
            guard case .finished(let outcomes) = machine.interrupted(.timeout, "slow") else {
                return #expect(Bool(false))
            }
            guard case .deferred = outcomes.first else { return #expect(Bool(false), "\(replies)") }
        }
    }

    @Test func `421 at any moment is a deferral and ends the connection`() {
        for replies in [
            ["421 bye"], ["250 ok", "421 bye"], ["250 ok", "250 ok", "421 bye"],
            ["250 ok", "250 ok", "354 go", "421 bye"],
        ] {
            var machine = SMTPMachineTests.ready()
            _ = machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob))
            var action: SMTPMachine.Action = .wait
            for reply in replies { action = SMTPMachineTests.run(&machine, reply) }
            guard case .finished(let outcomes) = action, case .deferred(let failure) = outcomes.first else {
                return #expect(Bool(false), "\(replies)")
            }
            #expect(failure.code == 421)
            #expect(machine.state == .closed)
        }
    }

    @Test func `a recipient who was refused stays refused when the line breaks later`() {
        var machine = SMTPMachineTests.ready()
        _ = machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob, SMTPMachineTests.eve))
        _ = SMTPMachineTests.run(&machine, "250 ok", "550 no", "250 ok", "354 go")
        machine.transmitting()
        guard case .finished(let outcomes) = machine.interrupted(.connectionLost, "gone") else {
            return #expect(Bool(false))
        }
        guard case .refused = outcomes[0], case .unknown = outcomes[1] else { return #expect(Bool(false)) }
    }

    @Test func `a reply nobody asked for ends the conversation`() {
        var machine = SMTPMachineTests.ready()
        _ = machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob))
        let action = machine.received(SMTPMachineTests.reply("250 ok"), unreadBytes: 8)
        #expect(SMTPMachineTests.failure(action)?.reason == .garbage)
        var other = SMTPMachineTests.ready()
        _ = other.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob))
        _ = SMTPMachineTests.run(&other, "250 ok", "250 ok", "354 go")
        other.transmitting()
        guard
            case .finished(let outcomes) = other.received(
                SMTPMachineTests.reply("250 queued"), unreadBytes: 8)
        else {
            return #expect(Bool(false))
        }
        #expect(outcomes.map(\.isAccepted) == [true])
        #expect(other.state == .closed)
    }

    @Test(arguments: [200, 220, 235, 250, 251, 300, 334, 354, 400, 421, 450, 500, 503, 550, 599])
    func `any code in any state ends in a typed answer`(code: Int) {
        for depth in 0..<8 {
            var machine = SMTPMachine(SMTPMachineTests.account(username: "ann"))
            let script = [
                "220 x", "250-x\n250 AUTH LOGIN", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 ok", "250 ok",
                "250 ok", "354 go",
            ]
            for (index, line) in script.prefix(depth).enumerated() {
                _ = SMTPMachineTests.run(&machine, line)
                if index == 4 { _ = machine.begin(SMTPMachineTests.envelope(SMTPMachineTests.bob)) }
            }
            if depth == 8 { machine.transmitting() }
            let action = machine.received(Reply(code: code, lines: ["x"]), unreadBytes: 0)
            if case .finished(let outcomes) = action { #expect(outcomes.count == 1) }
            _ = machine.received(Reply(code: code, lines: ["x"]), unreadBytes: 0)
        }
    }
}
