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
    private static let sorts: Set<String> = ["name", "-name", "created", "-created", "updated", "-updated"]

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
        let fields = Set(["id", "display_name"] + columns.map(\.field)).sorted().joined(separator: ",")
        let found = try await visitor.get(
            "lead",
            [
                "query": place.fullQuery, "_limit": String(Self.perPage),
                "_skip": String((place.page - 1) * Self.perPage), "_fields": fields,
            ])
        let rows = (found["data"].array ?? []).map { lead -> Values in
            let name = lead["display_name"].string ?? "Untitled"
            return [
                "id": lead["id"].string ?? "", "name": name, "initials": Words.initials(name),
                "hue": Words.hue(name),
                "cells": columns.map { $0.cell(lead) },
            ]
        }
        let isSearch = !place.query.isEmpty || place.status != nil
        if rows.isEmpty {
            values[isSearch ? "found_none" : "is_empty"] = true
        } else {
            values["has_rows"] = true
        }
        values["rows"] = rows
        if isSearch, let total = found["total_results"].int { values["total"] = total }
        if place.page > 1 { values["previous"] = place.address(page: place.page - 1) }
        if found["has_more"].bool == true { values["next"] = place.address(page: place.page + 1) }
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

    /// Where in the list one is, as the address says it.
    private struct Place {
        let query: String
        let status: String?
        let sort: String
        let page: Int

        init(_ visitor: Visitor) {
            query = visitor.parameters["query"]?.trimmed ?? ""
            status = visitor.parameters.nonempty("status").flatMap { try? PathPart.checked($0) }
            let given = visitor.parameters["sort"] ?? ""
            sort = sorts.contains(given) ? given : "-updated"
            page = min(max(visitor.parameters["page"].flatMap { Int($0) } ?? 1, 1), 10_000)
        }

        var fullQuery: String {
            var parts: [String] = query.isEmpty ? [] : [status == nil ? query : "(\(query))"]
            if let status { parts.append("status:\(status)") }
            if sort != "-updated" { parts.append("sort:\(sort)") }
            return parts.joined(separator: " ")
        }

        func address(sort: String? = nil, page: Int = 1) -> String {
            var parts = ["sort=\(sort ?? self.sort)"]
            if !query.isEmpty { parts.append("query=\(PercentText.encode(query))") }
            if let status { parts.append("status=\(status)") }
            if page > 1 { parts.append("page=\(page)") }
            return "/leads/?\(parts.joined(separator: "&"))"
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
