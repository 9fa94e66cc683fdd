package import AjarResource
package import HTTPTypes
import HummingbirdCore
import NIOCore

/// What goes back to a client, before it is bytes on a socket.
package struct Answer: Sendable {
    package var status: Int
    package var body: [UInt8]
    package var contentType: String
    package var fields: [(name: HTTPField.Name, value: String)] = []
    /// Instead of the body: pieces that are made one after the other, as fast as the client takes them.
    var stream: AsyncThrowingStream<ByteBuffer, any Error>?

    package init(status: Int, body: [UInt8], contentType: String = "application/json") {
        self.status = status
        self.body = body
        self.contentType = contentType
    }

    package init(_ answer: APIAnswer) {
        self.init(status: answer.status, body: answer.body, contentType: answer.contentType)
        if let location = answer.location { fields.append((.at.location, location)) }
    }

    package static func text(
        _ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8"
    ) -> Answer {
        Answer(status: status, body: Array(text.utf8), contentType: type)
    }

    package static func html(_ text: String, status: Int = 200) -> Answer {
        .text(text, status: status, type: "text/html; charset=utf-8")
    }

    /// The browser goes on elsewhere, with a GET.
    package static func redirect(_ location: String) -> Answer {
        var answer = Answer(status: 303, body: [])
        answer.fields.append((.at.location, location))
        return answer
    }

    package mutating func set(_ name: HTTPField.Name, _ value: String) { fields.append((name, value)) }

    /// A HEAD request gets the headers of the GET, its length included, and no body.
    func response(isHead: Bool, date: String) -> (HTTPResponse, ResponseBody) {
        var headers = HTTPFields()
        headers.reserveCapacity(fields.count + 3)
        if status != 204, stream == nil {
            headers.append(HTTPField(name: .at.contentLength, value: String(body.count)))
        }
        if !body.isEmpty || status == 200 {
            headers.append(HTTPField(name: .at.contentType, value: contentType))
        }
        for field in fields { headers.append(HTTPField(name: field.name, value: field.value)) }
        headers.append(HTTPField(name: .at.date, value: date))
        let head = HTTPResponse(status: HTTPResponse.Status(code: status), headerFields: headers)
        if let stream, !isHead { return (head, ResponseBody(asyncSequence: stream)) }
        let isSilent = isHead || body.isEmpty
        return (head, isSilent ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension HTTPField.Name {
    /// The names that we send, in lower case as the API does, and those that we look for.
    package struct Names: Sendable {
        package let authorization = HTTPField.Name("authorization")!
        package let cacheControl = HTTPField.Name("cache-control")!
        package let contentDisposition = HTTPField.Name("content-disposition")!
        package let contentLength = HTTPField.Name("content-length")!
        package let contentType = HTTPField.Name("content-type")!
        package let cookie = HTTPField.Name("cookie")!
        package let csrf = HTTPField.Name("x-csrf-token")!
        package let date = HTTPField.Name("date")!
        package let forwardedFor = HTTPField.Name("x-forwarded-for")!
        package let idempotencyKey = HTTPField.Name("idempotency-key")!
        package let isReplay = HTTPField.Name("idempotent-replayed")!
        package let location = HTTPField.Name("location")!
        package let methodOverride = HTTPField.Name("x-http-method-override")!
        package let noSniff = HTTPField.Name("x-content-type-options")!
        package let offset = HTTPField.Name("x-tz-offset")!
        package let rateLimit = HTTPField.Name("ratelimit")!
        package let referrerPolicy = HTTPField.Name("referrer-policy")!
        package let requestID = HTTPField.Name("x-request-id")!
        package let retryAfter = HTTPField.Name("retry-after")!
        package let securityPolicy = HTTPField.Name("content-security-policy")!
        package let setCookie = HTTPField.Name("set-cookie")!
        package let userAgent = HTTPField.Name("user-agent")!
        package let allow = HTTPField.Name("allow")!
        // proven: every literal above is a token, which is all that the initialiser asks.
    }

    package static let at: Names = Names()
}
