//! Reading: so many pages at once as help, one after the other into rows.

use crate::Dataset;
use crate::documents::Documents;
use crate::error::Result;
use crate::lines::Lines;
use crate::request::{Page, Restriction, fetch};
use crate::work::{PageOf, Taken, Work};
use oktant::Client;
use std::sync::Arc;
use tokio::task::JoinSet;

/// What reads rows.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) client: Client,
    pub(crate) dataset: Dataset,
    pub(crate) concurrency: usize,
}

/// Takes what was read, page after page.
pub(crate) trait Sink {
    /// Takes a page, whose rows the work no longer has.
    async fn page(&mut self, page: &Page, taken: Taken, work: &Work) -> Result<()>;
}

impl Reader {
    /// Reads all that is left. After an error the work is what the sink has not got.
    pub(crate) async fn read(&self, work: &mut Work, restriction: &Restriction, sink: &mut impl Sink) -> Result<()> {
        let restriction = Arc::new(restriction.clone());
        let mut pages = JoinSet::new();
        loop {
            while pages.len() < self.concurrency.max(1)
                && let Some(page) = work.next()
            {
                pages.spawn(self.fetch(page, Arc::clone(&restriction)));
            }
            let Some(joined) = pages.join_next().await else { return Ok(()) };
            let (key, result) = joined.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
            match result {
                Ok(page) => {
                    let taken = work.accept(key, &page.documents.facts, page.next.clone())?;
                    sink.page(&page, taken, work).await?;
                }
                Err(error) if work.fail(key, error.status()) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn fetch(
        &self,
        page: PageOf,
        restriction: Arc<Restriction>,
    ) -> impl Future<Output = (u32, oktant::Result<Page>)> + use<> {
        let (client, dataset, key) = (self.client.clone(), self.dataset, page.key());
        async move { (key, fetch(client, dataset, restriction, page).await) }
    }
}

impl Dataset {
    /// Appends an item of a page to the rows.
    pub(crate) fn row(self, lines: &mut Lines, body: &[u8], documents: &Documents, at: usize, parent: Option<&str>) {
        let parent = self.parent().zip(parent);
        let id = documents.facts.get(at).and_then(|facts| facts.id.as_deref());
        match (self, parent, id) {
            (Dataset::Memberships, Some(group), Some(id)) => lines.push_pair(group, ("userId", id)),
            _ => lines.push(documents.text(body, at), parent),
        }
    }
}
