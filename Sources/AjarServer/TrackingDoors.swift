import AjarCRM
import AjarCore
import AjarResource
import HTTPTypes
import HummingbirdCore

/// `/track/open/…` and `/track/click/…`: a picture of one pixel, and the links of tracked emails.
struct TrackingDoor: Door {
    let links: TrackingLinks
    let tracking: EmailTracking
    let authentication: Authentication

    func answer(_ visit: Visit) async throws -> Answer {
        guard visit.isRead else { throw Visit.noMethod }
        // A link that isn't ours leads nowhere: the door would be an open redirect otherwise.
        guard let found = links.visit(visit.target.segments, url: visit.target.parameters["url"]) else {
            throw AjarError.notFound("Not found.")
        }
        // Who only asks for headers looks whether the link is good, and reads nothing.
        if visit.request.method == .get {
            let reader = EmailTracking.Reader(
                address: visit.clientAddress, userAgent: visit.request.headers[.at.userAgent] ?? "")
            try await tracking.record(
                found, by: reader, viewer: try await authentication.caller(visit.request))
        }
        var answer: Answer
        switch found {
        case .open: answer = Answer(status: 200, body: Self.pixel, contentType: "image/gif")
        case .click(_, let url): answer = .redirect(url)
        }
        answer.set(.at.cacheControl, "no-store")
        answer.set(.at.referrerPolicy, "no-referrer")
        return answer
    }

    /// The smallest transparent GIF.
    private static let pixel: [UInt8] = [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF,
        0xFF, 0xFF, 0x21,
        0xF9, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00, 0x2C, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00,
        0x02, 0x02, 0x44,
        0x01, 0x00, 0x3B,
    ]
}

/// `/unsubscribe/…`: a page that asks, and what the answer does. A GET changes nothing, since scanners follow every link;
/// a POST does it, from the page or from a mail program (RFC 8058).
struct UnsubscribeDoor: Door {
    let installation: Installation
    let engine: Engine
    let page: Page

    func answer(_ visit: Visit) async throws -> Answer {
        guard let link = UnsubscribeLink(visit.target.segments, installation) else {
            throw AjarError.notFound("Not found.")
        }
        if visit.isRead {
            return page.answer("unsubscribe", title: "Unsubscribe", ["address": link.address])
        }
        guard visit.request.method == .post else { throw Visit.noMethod }
        guard try await link.follow(engine) else { throw AjarError.notFound("Not found.") }
        return page.message(
            "\(link.address) gets no more of these emails.", title: "Unsubscribed", status: 200)
    }
}
