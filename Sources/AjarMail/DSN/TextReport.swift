/// Reports that were written for people: qmail's, old Exims' and Exchanges', and the many that copy them.
///
/// Taken for a report only if both its sender and its first words say so; a customer who quotes a bounce
/// sends none.
struct TextReport {
    private static let maximumLength: Int = 64 * 1024
    private static let maximumRecipients: Int = 100

    private(set) var recipients: [DeliveryReport.Recipient] = []
    private(set) var returned: ReturnedMessage?

    init?(_ message: ReadMessage) {
        guard Self.isFromMailSystem(message) else { return nil }
        let text = String(
            (message.text ?? message.html.map { PlainText.from(html: $0) } ?? "").prefix(Self.maximumLength))
        let (words, copy) = Self.split(text)
        let opening: String = words.prefix(600).lowercased()
        guard Self.openings.contains(where: { opening.contains($0) }) else { return nil }
        let isDelay: Bool = Self.delays.contains {
            opening.contains($0) || message.subject.lowercased().contains($0)
        }
        let own: Address? = message.to.first
        for (address, reason) in Self.paragraphs(words)
        where address.email.lowercased() != own?.email.lowercased() {
            add(address, reason, isDelay)
        }
        // Exim names them in a header, too.
        for text in (message.header("X-Failed-Recipients") ?? "").split(separator: ",") {
            guard let address = try? Address(email: String(text.trimmingSpaces())) else { continue }
            add(address, "", isDelay)
        }
        guard !recipients.isEmpty else { return nil }
        returned = copy.flatMap { ReturnedMessage(headers: Array($0.utf8)) }
    }

    private mutating func add(_ address: Address, _ reason: String, _ isDelay: Bool) {
        guard recipients.count < Self.maximumRecipients else { return }
        guard
            !recipients.contains(where: {
                $0.finalRecipient?.email.lowercased() == address.email.lowercased()
            })
        else { return }
        var recipient = DeliveryReport.Recipient(
            action: isDelay ? .delayed : .failed, finalRecipient: address)
        recipient.diagnostic = String(ServerText.clean(reason).prefix(ReportFields.maximumLength))
        recipient.status = EnhancedStatus(in: recipient.diagnostic)
        recipients.append(recipient)
    }

    // MARK: - Whether it is one

    private static func isFromMailSystem(_ message: ReadMessage) -> Bool {
        if message.header("X-Failed-Recipients") != nil { return true }
        let local: String = message.from?.localPart.lowercased() ?? ""
        if ["mailer-daemon", "postmaster", "mailerdaemon", "mail-daemon", "bounce", "microsoftexchange"]
            .contains(where: { local.hasPrefix($0) })
        {
            return true
        }
        return message.header("Return-Path")?.filter { !$0.isWhitespace } == "<>"
    }

    /// In lower case: how they begin.
    private static let openings: [String] = [
        "hi. this is the", "this message was created automatically by mail delivery software",
        "your message did not reach some or all of the intended recipients", "could not be delivered to",
        "couldn't be delivered to",
        "delivery has failed to these recipients", "delivery to the following recipient", "undeliverable",
        "unable to deliver your message", "i'm sorry to have to inform you", "wasn't able to deliver",
        "delivery status notification",
        "the following addresses had permanent fatal errors", "the following message to",
        "message not delivered", "address not found",
        "konnte nicht zugestellt werden", "n'a pas pu être remis", "no se ha podido entregar",
    ]

    private static let delays: [String] = [
        "delayed", "warning: message", "will be retried", "no action is required", "do not need to resend",
        "still being retried",
    ]

    // MARK: - What it says

    /// Where the copy of the message begins, servers draw a line.
    private static func split(_ text: String) -> (words: String, copy: String?) {
        let markers: [String] = [
            "--- Below this line is a copy of the message", "------ This is a copy of",
            "------ This is a copy of the message",
            "----- Original message -----", "Original message headers:",
            "--- The header of the original message is following",
            "----- Message header follows -----", "--- Original message follows",
            "----- Unsent message follows -----",
        ]
        for marker in markers {
            guard let range = text.firstRange(of: marker) else { continue }
            let rest: Substring = text[range.upperBound...].drop { !$0.isNewline }.drop { $0.isWhitespace }
            let lines = rest.split(separator: "\n", omittingEmptySubsequences: false).drop { line in
                // A Return-Path, an envelope line: the first header is where a colon follows a word.
                guard let colon = line.firstIndex(of: ":") else { return true }
                return !line[..<colon].utf8.allSatisfy(\.isVisible) || line[..<colon].isEmpty
            }
            return (String(text[..<range.lowerBound]), lines.joined(separator: "\r\n"))
        }
        return (text, nil)
    }

    /// Lines that begin with an address, and what is said about it until the next one or an empty line after
    /// words.
    private static func paragraphs(_ text: String) -> [(Address, String)] {
        var found: [(Address, String)] = []
        var reason: [Substring] = []
        var open: Address?
        func close() {
            if let address = open { found.append((address, reason.joined(separator: " "))) }
            (open, reason) = (nil, [])
        }
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let words: Substring = line.trimmingSpaces()
            if let (address, rest) = leadingAddress(words) {
                close()
                open = address
                if !rest.isEmpty { reason.append(rest) }
            } else if words.isEmpty {
                if !reason.isEmpty { close() }
            } else if open != nil, reason.count < 20 {
                reason.append(words)
            }
        }
        close()
        // An address that nothing is said about is a greeting or a signature, unless it stands alone.
        let explained = found.filter { !$0.1.isEmpty }
        return explained.isEmpty ? found : explained
    }

    /// `<ann@x.example>:`, `ann@x.example`, `'ann@x.example' on 1/2/2026`, `Ann (ann@x.example)`
    private static func leadingAddress(_ line: Substring) -> (Address, Substring)? {
        guard line.utf8.count <= 400, let at = line.firstIndex(of: "@") else { return nil }
        let stops: Set<Character> = [" ", "<", ">", "(", ")", "'", "\"", "[", "]", ",", ";", ":", "\t"]
        let start: Substring.Index =
            line[..<at].lastIndex { stops.contains($0) }.map { line.index(after: $0) } ?? line.startIndex
        let end: Substring.Index = line[at...].firstIndex { stops.contains($0) } ?? line.endIndex
        // Before the address, at most a name: a sentence with an address in it is about something else.
        let before: Substring = line[..<start].trimmingSpaces()
        let isAlone: Bool =
            before.isEmpty || ["<", "'", "\"", "[", "("].contains { before == $0 }
            || before.hasSuffix("(") && before.count < 60
        guard isAlone, let address = try? Address(email: String(line[start..<end].drop { $0 == "." })) else {
            return nil
        }
        let closers: Set<Character> = [">", "'", "\"", ")", "]", ":", " ", ";", ","]
        return (address, line[end...].drop { closers.contains($0) })
    }
}
