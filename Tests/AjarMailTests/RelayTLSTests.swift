import Testing

@testable import AjarMail

struct RelayTLSTests {
    static func secureRelay(_ capabilities: [String] = ["AUTH PLAIN"]) -> ScriptedSMTP.Script {
        var script = ScriptedSMTP.Script([
            .say("220 x"), .hear("EHLO"), .ehlo(capabilities), .hear("AUTH PLAIN AGFubgBzM2NyZXQ="),
            .say("235 ok"), .hear("MAIL"),
            .say("250 ok"), .hear("RCPT"), .say("250 ok"), .hear("DATA"), .say("354 go"), .hearBody,
            .say("250 queued"),
            .hear("QUIT"), .say("221 bye"), .hangUp,
        ])
        script.isImplicitTLS = true
        return script
    }

    static func startTLSRelay(_ before: [ScriptedSMTP.Step] = [.say("220 go ahead")]) -> ScriptedSMTP.Script {
        ScriptedSMTP.Script(
            [.say("220 x"), .hear("EHLO"), .ehlo(["STARTTLS", "AUTH LOGIN"]), .hear("STARTTLS")] + before + [
                .startTLS
            ]
                + secureRelay().steps.dropFirst())
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `implicit TLS and STARTTLS carry the password and the mail`(host: String) async throws {
        for (script, security) in [
            (Self.secureRelay(), SMTPAccount.Security.tls), (Self.startTLSRelay(), .starttls),
        ] {
            let (result, heard) = try await RelayTests.deliver(script) {
                $0 = RelayTests.account($0.port, security, host: host, password: true)
            }
            #expect(result.outcomes.map(\.isAccepted) == [true], "\(result.outcomes)")
            #expect(heard.first?.last == "QUIT")
        }
    }

    @Test func `a certificate that is not trusted, or names another host, gets no password`() async throws {
        var other = Self.secureRelay()
        other.certificate = .other
        var startTLSOther = Self.startTLSRelay()
        startTLSOther.certificate = .other
        let cases: [(ScriptedSMTP.Script, SMTPAccount.Security, Bool)] = [
            (Self.secureRelay(), .tls, false), (Self.startTLSRelay(), .starttls, false), (other, .tls, true),
            (startTLSOther, .starttls, true),
        ]
        for (script, security, trusts) in cases {
            let (result, heard) = try await RelayTests.deliver(script) {
                $0 = RelayTests.account($0.port, security, host: "localhost", password: true, trusts: trusts)
            }
            let failure = try #require(result.outcomes.first?.failure)
            #expect(failure.reason == .certificate, "\(failure)")
            #expect(failure.stage == .tls)
            #expect(!failure.isPermanent)
            #expect(heard.joined().allSatisfy { !$0.hasPrefix("AUTH") })
        }
    }

    @Test func `a server that speaks plain text where TLS should be is a failure`() async throws {
        let (result, _) = try await RelayTests.deliver(ScriptedSMTP.relay()) { $0.security = .tls }
        let failure = try #require(result.outcomes.first?.failure)
        #expect(failure.stage == .tls)
        #expect(failure.reason == .tlsFailed)
        let (lost, heard) = try await RelayTests.deliver(ScriptedSMTP.relay()) { $0.security = .starttls }
        #expect(lost.outcomes.first?.failure?.reason == .tlsRequired)
        #expect(heard == [["EHLO localhost"]])
    }

    @Test(arguments: [
        "220 go ahead\r\n250 PIPELINING", "220 go ahead\r\n250-x\r\n250 AUTH PLAIN", "220 go ahead\r\nx",
    ])
    func `plain text injected behind the answer to STARTTLS is never taken for the server's`(
        words: String
    ) async throws {
        let (result, heard) = try await RelayTests.deliver(Self.startTLSRelay([.say(words)])) {
            $0 = RelayTests.account($0.port, .starttls, host: "localhost", password: true)
        }
        let failure = try #require(result.outcomes.first?.failure)
        #expect(failure.reason == .bytesBeforeTLS)
        #expect(heard.joined().allSatisfy { !$0.hasPrefix("AUTH") && !$0.hasPrefix("MAIL") })
    }

    @Test func `the handshake may break off at any step`() async throws {
        for length in [0, 1, 5, 50, 500] {
            let junk = ScriptedSMTP.Script([
                .say("220 x"), .hear("EHLO"), .ehlo(["STARTTLS"]), .hear("STARTTLS"), .say("220 go"),
                .hear(""),
                .sayRaw(Array(repeating: 0x16, count: length)), .hangUp,
            ])
            let (result, _) = try await RelayTests.deliver(junk) { $0.security = .starttls }
            let failure = try #require(result.outcomes.first?.failure)
            #expect([.tlsFailed, .connectionLost].contains(failure.reason), "\(failure)")
        }
    }

    @Test func `trust roots that can't be read are told, not ignored`() async throws {
        let (result, heard) = try await RelayTests.deliver(Self.secureRelay()) {
            $0.security = .tls
            $0.additionalTrustRoots = "/nonexistent.pem"
        }
        #expect(result.outcomes.first?.failure?.reason == .certificate)
        #expect(heard == [])
    }

    @Test func `verify signs in, sends nothing, and tells what the server can do or why not`() async throws {
        let script = ScriptedSMTP.Script([
            .say("220 x"), .hear("EHLO"), .ehlo(["AUTH PLAIN", "SIZE 77"]), .hear("AUTH"), .say("235 ok"),
            .hear("QUIT"), .say("221 x"),
        ])
        let refusing = ScriptedSMTP.Script([
            .say("220 x"), .hear("EHLO"), .ehlo(["AUTH PLAIN"]), .hear("AUTH"),
            .say("535 5.7.8 Bad s3cret AGFubgBzM2NyZXQ="),
        ])
        let server = ScriptedSMTP(script, refusing)
        defer { server.stop() }
        let account = RelayTests.account(try await server.start(), password: true)
        let relay = RelayTests.relay()
        #expect(try await relay.verify(account).get().maximumSize == 77)
        guard case .failure(let failure) = await relay.verify(account) else {
            Issue.record("signed in")
            return
        }
        #expect(failure.isAuthentication)
        #expect(failure.isPermanent)
        #expect(failure.code == 535)
        #expect(!"\(failure)".contains("s3cret"))
        #expect(!"\(failure)".contains("AGFubgBzM2NyZXQ="))
        #expect(server.heard.first == ["EHLO localhost", "AUTH PLAIN AGFubgBzM2NyZXQ=", "QUIT"])
    }
}
