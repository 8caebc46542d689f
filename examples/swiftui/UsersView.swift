#if canImport(SwiftUI)
    import SwiftUI

    /// A search field, and the users whose last names begin with its text.
    @available(macOS 14, iOS 17, *)
    struct UsersView: View {
        let model: UsersModel
        @State private var lastName = ""

        var body: some View {
            NavigationStack {
                Group {
                    switch model.state {
                    case .searching: ProgressView()
                    case .found(let emails): List(emails, id: \.self) { Text($0) }
                    case .failed(let message): ContentUnavailableView(message, systemImage: "exclamationmark.triangle")
                    }
                }
                .navigationTitle("Users")
                .searchable(text: $lastName)
            }
            // A change of the text cancels the search before, with its request.
            .task(id: lastName) { await model.search(lastName) }
        }
    }
#endif
