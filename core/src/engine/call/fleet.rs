//! What a call does with the replies of its fleet's store.

use super::{Call, State};
use crate::auth::token_lease::TokenNeed;
use crate::engine::step::{Input, Step};
use crate::fleet::token::TokenReply;
use crate::fleet::{StoreReply, UNREADABLE};
use crate::io::Reason;
use crate::response::Response;

impl Call {
    /// The store has replied, or not: then this process goes on by itself.
    pub(super) fn fleet_replied(&mut self, input: Input) -> Step {
        match (std::mem::replace(&mut self.state, State::New), input) {
            (State::AskingFleetForToken(need), Input::Stored(reply)) => return self.fleet_token(need, reply),
            (State::AskingFleet, Input::Stored(reply)) => {
                self.fleet_change = self.session.leased(self.id, &reply, self.now);
            }
            (State::AskingFleetForSlot, Input::Stored(reply)) => {
                self.fleet_change = self.session.granted_slots(self.id, &reply, self.now);
            }
            (State::GivingUpToken(error), Input::Stored(_)) => return self.done(Err(error)),
            (State::GivingBack(response), Input::Stored(_)) => return self.done(Ok(*response)),
            (state, Input::Failed(failure)) => {
                self.fleet_change = self.session.lost_fleet(self.id, &failure.message, self.now);
                match state {
                    State::AskingFleetForToken(_) => return self.begin_grant(),
                    State::GivingUpToken(error) => return self.done(Err(error)),
                    State::GivingBack(response) => return self.done(Ok(*response)),
                    _ => {}
                }
            }
            // A token is shared.
            _ => {}
        }
        self.send()
    }

    /// Ends with a response, but first gives back what the fleet has leased and no call needs now.
    pub(super) fn give_back_and_end(&mut self, response: Response) -> Step {
        match self.session.lease_return(self.id, &self.operation, self.now) {
            Some(request) => {
                self.state = State::GivingBack(Box::new(response));
                Step::Store(request)
            }
            None => self.done(Ok(response)),
        }
    }

    /// The fleet has a token, or says who asks the org for it.
    fn fleet_token(&mut self, need: TokenNeed, reply: StoreReply) -> Step {
        match TokenReply::read(reply) {
            Some(TokenReply::Use(granted)) => {
                self.keep_token(&granted);
                self.send()
            }
            Some(TokenReply::Wait { wait_ms }) => {
                let at_most_ms = self.left_ms().unwrap_or(wait_ms).min(wait_ms).max(1);
                self.state = State::WaitingForToken(need);
                self.wait(at_most_ms, Reason::Token)
            }
            Some(TokenReply::Ask) => self.begin_grant(),
            None => {
                self.fleet_change = self.session.lost_fleet(self.id, UNREADABLE, self.now);
                self.begin_grant()
            }
        }
    }
}
