import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore

/// `/leads/`: everybody one sells to, found by words and by status, in the order and with the columns one likes.
struct LeadsPage: Sendable {
    private static let perPage: Int = 50
    private static let columnsCookie: String = "ajar_columns"

    let visitor: Visitor

    func answer() async throws -> Answer { visitor.isRead ? try await show() : try await make() }

    private func show(problem: String? = nil) async throws -> Answer {
        let place = Place(visitor)
        let statuses = try await visitor.list("status/lead")
        let custom = try await visitor.list(
            "custom_field/lead", ["_limit": "100", "_fields": "id,name,type"])
        let columns = LeadColumn.all(custom)
        let chosen = chosenColumns(columns)
        var values: Values = ["page_query": place.query, "sort": place.sort]
        values["statuses"] = statuses.map { status in
            var values = status.values
            if status["id"].string == place.status { values["is_current"] = true }
            return values
        }
        values["choices"] = columns.map { column in
            var values: Values = ["column": column.name, "column_label": column.label]
            if chosen.contains(column) { values["is_chosen"] = true }
            return values
        }
        values["heads"] = chosen.map { head($0, place) }
        values["name_head"] = head(LeadColumn.title, place)
        if let problem { values["problem"] = problem }
        do {
            try await fill(&values, place, chosen)
            // Back at the beginning, the page is the first one, with what came meanwhile.
            if place.page.isBackwards, values["previous"] == nil { return .redirect(place.address()) }
        } catch let error as AjarError {
            values["problem"] = Problem.text(error)
        }
        let status = values["problem"] == nil ? 200 : 400
        var answer = visitor.page("leads", title: "Leads", area: "leads", values, status: status)
        if visitor.parameters["columns"] != nil {
            let text = chosen.map(\.name).joined(separator: ".")
            answer.set(.at.setCookie, "\(Self.columnsCookie)=\(text); Path=/; Max-Age=31536000; SameSite=Lax")
        }
        return answer
    }

    private func fill(_ values: inout Values, _ place: Place, _ columns: [LeadColumn]) async throws {
        let fields = Set(["id", "display_name", place.field] + columns.map(\.field)).sorted()
        let found = try await visitor.get("lead", all: place.parameters(fields))
        let turned = place.page.turned(found, by: place.field)
        let isSearch = !place.query.isEmpty || place.status != nil
        if turned.rows.isEmpty {
            values[isSearch ? "found_none" : "is_empty"] = true
        } else {
            values["has_rows"] = true
        }
        values["rows"] = turned.rows.map { Self.row($0, columns) }
        if isSearch, place.page.isStart {
            // How many there are in all takes long to count, and nobody reads to the end.
            values["total"] =
                turned.next == nil ? "\(turned.rows.count) found" : "More than \(Self.perPage) found"
        }
        values["previous"] = turned.previous.map { place.address() + $0 }
        values["next"] = turned.next.map { place.address() + $0 }
    }

    private static func row(_ lead: JSON, _ columns: [LeadColumn]) -> Values {
        let name = lead["display_name"].string ?? "Untitled"
        return [
            "id": lead["id"].string ?? "", "name": name, "initials": Words.initials(name),
            "hue": Words.hue(name), "cells": columns.map { $0.cell(lead) },
        ]
    }

    private func head(_ column: LeadColumn, _ place: Place) -> Values {
        var values: Values = ["column_label": column.label]
        if column.isNumber { values["is_number"] = true }
        guard let sort = column.sort else { return values }
        let isUp = place.sort == sort
        let isDown = place.sort == "-\(sort)"
        // The first click gives what people look for: names from A, moments from now.
        let startsDown = sort != "name"
        values["sort_by"] = place.address(sort: isUp || !isDown && startsDown ? "-\(sort)" : sort)
        if isUp { values["direction"] = "ascending" }
        if isDown { values["direction"] = "descending" }
        return values
    }

    private func chosenColumns(_ columns: [LeadColumn]) -> [LeadColumn] {
        if visitor.parameters["columns"] != nil {
            return columns.filter { visitor.parameters["show.\($0.name)"] != nil }
        }
        guard let kept = visitor.visit.request.cookie(Self.columnsCookie) else {
            return columns.filter(\.isUsual)
        }
        let names = Set(kept.split(separator: ".").map(String.init))
        return columns.filter { names.contains($0.name) }
    }

    /// What the list shows, as the address says it: a search, an order, and the page.
    private struct Place {
        let query: String
        let status: String?
        let sort: String
        let page: PageOfList

        private static let fields: [String: String] = [
            "name": "name", "created": "date_created", "updated": "date_updated",
        ]

        init(_ visitor: Visitor) {
            query = visitor.parameters["query"]?.trimmed ?? ""
            status = visitor.parameters.nonempty("status").flatMap { try? PathPart.checked($0) }
            let given = visitor.parameters["sort"] ?? ""
            sort = Self.fields.keys.contains(Self.column(given)) ? given : "-updated"
            page = PageOfList(visitor)
        }

        /// The field of the order.
        var field: String { Self.fields[Self.column(sort)] ?? "date_updated" }

        private static func column(_ sort: String) -> String {
            sort.hasPrefix("-") ? String(sort.dropFirst()) : sort
        }

        func parameters(_ fields: [String]) -> Parameters {
            var pairs = page.parameters(by: field, isDown: sort.hasPrefix("-"), limit: perPage)
            pairs.append((name: "_fields", value: fields.joined(separator: ",")))
            if !query.isEmpty { pairs.append((name: "query", value: query)) }
            if let status { pairs.append((name: "status_id", value: status)) }
            return Parameters(pairs)
        }

        /// The first page.
        func address(sort: String? = nil) -> String {
            var address = "/leads/?sort=\(sort ?? self.sort)"
            if !query.isEmpty { address += "&query=\(PercentText.encode(query))" }
            if let status { address += "&status=\(status)" }
            return address
        }
    }

    // MARK: - A new lead

    /// A lead with its first contact, in one form.
    private func make() async throws -> Answer {
        let form = try await visitor.form()
        var contact = JSONObject([("name", .string(form.typed("contact") ?? ""))])
        if let email = form.typed("email") {
            contact["emails"] = [["email": .string(email), "type": "office"]]
        }
        let hasContact = form.typed("contact") != nil || form.typed("email") != nil
        var lead = JSONObject([
            ("name", .string(form.typed("name") ?? form.typed("contact") ?? form.typed("email") ?? ""))
        ])
        if hasContact { lead["contacts"] = .array([.object(contact)]) }
        do {
            let made = try await visitor.post("lead", lead)
            return .redirect("/lead/\(made["id"].string ?? "")/?done=created")
        } catch let error as AjarError {
            return try await show(problem: Problem.text(error))
        }
    }
}
