import Testing

@testable import AjarMail

/// Servers that break off, lie, inject or never stop: each ends in a failure with a name, and no password is
/// lost.
struct IMAPHostilityTests {
    @Test(arguments: [SMTPAccount.Security.starttls, .tls])
    func `with TLS the password is sent to the right server only`(security: SMTPAccount.Security) async throws
    {
        var script: ScriptedSMTP.Script = Self.secure(security)
        let (none, heard) = try await IMAPSessionTests.connectFailure(script, security: security)
        #expect(none == nil)
        #expect(heard.contains("A\(security == .tls ? 1 : 3) AUTHENTICATE PLAIN AGFubgBzM2NyZXQ="))
        let (untrusted, said) = try await IMAPSessionTests.connectFailure(
            script, security: security, trusts: false)
        #expect(untrusted?.reason == .certificate)
        #expect(untrusted?.stage == .tls)
        #expect(said.allSatisfy { !$0.contains("AUTHENTICATE") })
        script.certificate = .other
        let (other, words) = try await IMAPSessionTests.connectFailure(script, security: security)
        #expect(other?.reason == .certificate)
        #expect(words.allSatisfy { !$0.contains("AUTHENTICATE") })
    }

    static func secure(_ security: SMTPAccount.Security) -> ScriptedSMTP.Script {
        guard security == .starttls else {
            var script = ScriptedSMTP.Script([
                .say(IMAPSessionTests.greeting), .hear("A1 AUTHENTICATE"),
                .say("A1 OK [CAPABILITY IMAP4rev1] x"), .stall,
            ])
            script.isImplicitTLS = true
            return script
        }
        return ScriptedSMTP.Script([
            .say("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] x"), .hear("A1 STARTTLS"),
            .say("A1 OK go"), .startTLS,
            .hear("A2 CAPABILITY"), .say("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\nA2 OK x"),
            .hear("A3 AUTHENTICATE"), .say("A3 OK [CAPABILITY IMAP4rev1] x"), .stall,
        ])
    }

    @Test(arguments: [
        "A1 OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN", "A1 OK go\r\nx",
        "A1 OK go\r\nA2 OK [CAPABILITY IMAP4rev1] x",
    ])
    func `plain text injected behind the answer to STARTTLS is never believed`(words: String) async throws {
        let script = ScriptedSMTP.Script([
            .say("* OK [CAPABILITY IMAP4rev1 STARTTLS] x"), .hear("A1 STARTTLS"), .say(words), .startTLS,
            .stall,
        ])
        let (failure, heard) = try await IMAPSessionTests.connectFailure(script, security: .starttls)
        #expect(failure?.reason == .bytesBeforeTLS)
        #expect(heard == ["A1 STARTTLS"])
    }

    @Test func `a server without STARTTLS gets no password`() async throws {
        let script = ScriptedSMTP.Script([.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] x"), .stall])
        let (failure, heard) = try await IMAPSessionTests.connectFailure(script, security: .starttls)
        #expect(failure?.reason == .tlsRequired)
        #expect(heard == [])
    }

    @Test(arguments: [
        "220 mail.example ESMTP", "SSH-2.0-OpenSSH_9.6", "HTTP/1.1 400 Bad Request", "* 3 EXISTS", "A1 OK x",
    ])
    func `what is no IMAP server is garbage`(greeting: String) async throws {
        let (failure, heard) = try await IMAPSessionTests.connectFailure(
            ScriptedSMTP.Script([.say(greeting), .stall]))
        #expect(failure?.reason == .garbage, "\(String(describing: failure))")
        #expect(heard == [])
    }

    @Test func `silence, hanging up and nobody listening each have a name`() async throws {
        let short = IMAPTimeouts(all: .milliseconds(100))
        #expect(
            try await IMAPSessionTests.connectFailure(ScriptedSMTP.Script([.stall]), short).0?.reason
                == .timeout)
        #expect(
            try await IMAPSessionTests.connectFailure(ScriptedSMTP.Script([.hangUp])).0?.reason
                == .connectionLost)
        let (bye, _) = try await IMAPSessionTests.connectFailure(
            ScriptedSMTP.Script([.say("* BYE [UNAVAILABLE] too many connections"), .hangUp]))
        #expect(bye?.reason == .bye)
        #expect(bye?.message == "too many connections")
        let server = ScriptedSMTP(ScriptedSMTP.Script([.stall]))
        let port: Int = try await server.start()
        await server.stopListening()
        let failure: IMAPFailure? = await IMAPSessionTests.failure { () async throws(IMAPFailure) in
            _ = try await IMAPSessionTests.client().connect(IMAPSessionTests.account(port))
        }
        #expect(failure?.reason == .connectionRefused)
        #expect(failure?.stage == .connect)
    }

    @Test(arguments: [0, 1, 20, 60, 75, 90, 118])
    func `a line that breaks anywhere in a message is a lost connection, and half a message is none`(
        length: Int
    ) async throws {
        let words: String =
            "* 1 FETCH (UID 5 FLAGS () BODY[] {60}\r\n\(String(repeating: "x", count: 60)))\r\n* 2 FETCH (UID 6"
        let script = IMAPSessionTests.script(
            IMAPSessionTests.opened() + [
                .hear("A3 UID FETCH"), .sayRaw(Array(words.utf8.prefix(length))), .hangUp,
            ])
        try await IMAPSessionTests.talk(script) { session in
            try await session.select(.inbox)
            let failure: IMAPFailure? = await IMAPSessionTests.failure { () async throws(IMAPFailure) in
                try await session.fetch(UIDSet(5...6)) { messages in
                    #expect(messages.map(\.bytes?.count) == [60])
                    return .more
                }
            }
            #expect(failure?.reason == .connectionLost)
            #expect(failure?.stage == .fetch)
            #expect(failure?.isTransient == true)
            #expect(failure?.isAuthentication == false)
        }
    }

    @Test func `a server that never stops is stopped`() async throws {
        for flood in ["* OK still here\r\n", "x", "* 1 FETCH (UID 9 FLAGS ())\r\n"] {
            let script = IMAPSessionTests.script(
                IMAPSessionTests.opened() + [.hear("A3 NOOP"), .flood(flood)])
            try await IMAPSessionTests.talk(script) { session in
                try await session.select(.inbox)
                let task: Task<IMAPFailure?, Never> = Task {
                    await IMAPSessionTests.failure { () async throws(IMAPFailure) in try await session.noop()
                    }
                }
                if flood != "x" { task.cancel() }
                let failure: IMAPFailure? = await task.value
                #expect(
                    failure?.reason == (flood == "x" ? .garbage : .cancelled),
                    "\(String(describing: failure))")
            }
        }
    }

    @Test func `a cancelled caller drops the line and says so`() async throws {
        let script = IMAPSessionTests.script(
            IMAPSessionTests.opened() + [.hear("A3 IDLE"), .say("+ idling"), .stall])
        try await IMAPSessionTests.talk(script) { session in
            try await session.select(.inbox)
            let task: Task<IMAPFailure?, Never> = Task {
                await IMAPSessionTests.failure { () async throws(IMAPFailure) in
                    _ = try await session.idle(for: .seconds(60))
                }
            }
            while await !session.isIdling { await Task.yield() }
            task.cancel()
            #expect(await task.value?.reason == .cancelled)
            #expect(await !session.isUsable)
        }
    }
}
