extension Array where Element: Sendable {
    /// The same as `map`, on all cores at once; for work that waits for nothing.
    ///
    /// - Parameters:
    ///   - size: How many elements are taken at a time, so that taking turns costs little.
    ///   - transform: What to make of one element.
    /// - Returns: What was made, in the order of the elements.
    func mapOnAllCores<Result: Sendable>(
        groupsOf size: Int = 16, _ transform: @escaping @Sendable (Element) -> Result
    ) async -> [Result] {
        await withTaskGroup(of: (start: Int, results: [Result]).self) { group in
            for start in stride(from: 0, to: count, by: size) {
                let part = self[start..<Swift.min(count, start + size)]
                group.addTask { (start, part.map(transform)) }
            }
            var parts: [Int: [Result]] = [:]
            for await part in group { parts[part.start] = part.results }
            return parts.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }
}
