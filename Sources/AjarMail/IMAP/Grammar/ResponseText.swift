/// The words of a status response, and the code in front of them. `resp-text` of RFC 9051.
package struct ResponseText: Sendable, Hashable {
    package static let maximumLength: Int = 1000

    package var code: ResponseCode?
    /// Bounded, without control characters.
    package var text: String

    package init(code: ResponseCode? = nil, text: String = "") {
        self.code = code
        self.text = text
    }

    /// Words never fail: whatever can't be read as a code is text.
    init(_ cursor: inout GrammarCursor) {
        if cursor.peek == UInt8(ascii: "[") {
            var ahead: GrammarCursor = cursor
            if let found = try? ResponseCode(&ahead) {
                code = found
                cursor = ahead
                _ = cursor.take(" ")
            }
        }
        text = ServerText.clean(cursor.rest().prefix(Self.maximumLength))
    }
}

/// What a server says to programs. RFC 9051 §7.1, 4315, 5530, 7162.
package enum ResponseCode: Sendable, Hashable {
    /// The words must be shown to the user.
    case alert
    case capability(IMAPCapabilities)
    case permanentFlags(Set<Flag>)
    case readOnly, readWrite
    case uidNext(UID)
    case uidValidity(UInt32)
    case uidNotSticky
    case highestModSeq(UInt64)
    case noModSeq
    case appendUID(validity: UInt32, uid: UID)
    /// Which UID became which, in order.
    case copyUID(validity: UInt32, from: [UID], to: [UID])
    /// These were changed by somebody else meanwhile (UNCHANGEDSINCE).
    case modified(UIDSet)
    /// The mailbox doesn't exist, but could be created.
    case tryCreate
    /// Any other, in upper case, without its arguments: AUTHENTICATIONFAILED, UNAVAILABLE, OVERQUOTA …
    case other(String)

    /// The word in the brackets.
    package var name: String {
        switch self {
        case .alert: "ALERT"
        case .capability: "CAPABILITY"
        case .permanentFlags: "PERMANENTFLAGS"
        case .readOnly: "READ-ONLY"
        case .readWrite: "READ-WRITE"
        case .uidNext: "UIDNEXT"
        case .uidValidity: "UIDVALIDITY"
        case .uidNotSticky: "UIDNOTSTICKY"
        case .highestModSeq: "HIGHESTMODSEQ"
        case .noModSeq: "NOMODSEQ"
        case .appendUID: "APPENDUID"
        case .copyUID: "COPYUID"
        case .modified: "MODIFIED"
        case .tryCreate: "TRYCREATE"
        case .other(let name): name
        }
    }

    init(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
        try cursor.expect("[")
        let name: String = try cursor.atom(maximumLength: 64).uppercased()
        switch name {
        case "ALERT": self = .alert
        case "CAPABILITY": self = .capability(try IMAPCapabilities(&cursor))
        case "PERMANENTFLAGS":
            try cursor.expect(" ")
            self = .permanentFlags(try cursor.flags())
        case "READ-ONLY": self = .readOnly
        case "READ-WRITE": self = .readWrite
        case "UIDNEXT": self = .uidNext(try Self.argument(&cursor))
        case "UIDVALIDITY": self = .uidValidity(try Self.argument(&cursor))
        case "UIDNOTSTICKY": self = .uidNotSticky
        case "HIGHESTMODSEQ": self = .highestModSeq(try Self.argument(&cursor))
        case "NOMODSEQ": self = .noModSeq
        case "TRYCREATE": self = .tryCreate
        case "APPENDUID":
            let validity: UInt32 = try Self.argument(&cursor)
            self = .appendUID(validity: validity, uid: try Self.argument(&cursor))
        case "COPYUID":
            let validity: UInt32 = try Self.argument(&cursor)
            self = .copyUID(
                validity: validity, from: try Self.uids(&cursor), to: try Self.uids(&cursor))
        case "MODIFIED":
            try cursor.expect(" ")
            self = .modified(UIDSet(try cursor.uidRanges()))
        case _:
            self = .other(name)
            try Self.skipArguments(&cursor)
        }
        try cursor.expect("]")
    }

    private static func argument<Number: FixedWidthInteger>(
        _ cursor: inout GrammarCursor
    ) throws(IMAPSyntaxError) -> Number {
        try cursor.expect(" ")
        return try cursor.number(as: Number.self)
    }

    private static func uids(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) -> [UID] {
        try cursor.expect(" ")
        var uids: [UID] = []
        for range in try cursor.uidRanges() {
            guard uids.count + range.count <= ResponseLimits.maximumElements else { throw .tooManyElements }
            uids += range
        }
        return uids
    }

    private static func skipArguments(_ cursor: inout GrammarCursor) throws(IMAPSyntaxError) {
        var count = 0
        while cursor.take(" ") {
            count += 1
            guard count <= 100 else { throw .tooManyElements }
            if cursor.peek == UInt8(ascii: "]") { return }
            try cursor.skipValue()
        }
    }
}
