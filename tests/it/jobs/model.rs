//! The queue against a model of it: whatever clients, workers and watchers do, in whatever
//! order, both come to the same.

use super::Place;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::HashMap;
use std::time::Duration;
use ttb_verifier::jobs::{
    Beat, Cancelled, Class, Deed, End, Failure, Job, JobId, NewJob, Policy, Queue, Requeued,
    Sighting, State, Token, WorkerId,
};

/// Cases where nothing else is asked for: each writes to a disk.
const CASES: u32 = 40;

const POLICY: Policy = Policy {
    unavailable: ttb_verifier::jobs::Retry::NEVER,
    timed_out: ttb_verifier::jobs::Retry::NEVER,
    internal: ttb_verifier::jobs::Retry::NEVER,
    after_crash: Duration::ZERO,
    deaths: 2,
    crashes: 3,
};

/// What somebody does; `usize` chooses among what there is.
#[derive(Debug, Clone)]
enum Step {
    Enqueue,
    Claim,
    /// By any claim ever made, the lost ones among them.
    End(usize, Ending),
    Beat(usize),
    /// As it was last seen, which may be long ago.
    Lapse(usize),
    Look,
    Cancel(usize),
    Requeue(usize),
}

#[derive(Debug, Clone, Copy)]
enum Ending {
    Succeed,
    Retry,
    Fail,
    Cancel,
    Release,
    Crash,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Model {
    state: State,
    attempts: u32,
    crashes: u32,
    deaths: u32,
    fence: i64,
    beats: i64,
    cancelling: bool,
}

impl Model {
    const NEW: Self = Self {
        state: State::Queued,
        attempts: 0,
        crashes: 0,
        deaths: 0,
        fence: 0,
        beats: 0,
        cancelling: false,
    };

    fn holds(&self, token: Token) -> bool {
        self.state == State::Running && self.fence == token.fence
    }

    /// After an attempt that came to nothing.
    fn again(&mut self) {
        self.state = if self.cancelling { State::Cancelled } else { State::Queued };
    }

    fn end(&mut self, ending: Ending) {
        match ending {
            Ending::Succeed => self.state = State::Succeeded,
            Ending::Retry => self.again(),
            Ending::Fail => self.state = State::Failed,
            Ending::Cancel => {
                self.state = State::Cancelled;
                self.cancelling = true;
            }
            Ending::Release => {
                self.attempts -= 1;
                self.again();
            }
            Ending::Crash => {
                self.deaths += 1;
                self.crashed();
            }
        }
    }

    fn crashed(&mut self) {
        self.attempts -= 1;
        self.again();
        if self.state == State::Queued && POLICY.gives_up(self.crashes, self.deaths) {
            self.state = State::Failed;
        }
    }
}

fn step() -> impl Strategy<Value = Step> {
    let ending = prop_oneof![
        Just(Ending::Succeed),
        Just(Ending::Retry),
        Just(Ending::Fail),
        Just(Ending::Cancel),
        Just(Ending::Release),
        Just(Ending::Crash),
    ];
    let any = any::<usize>;
    prop_oneof![
        2 => Just(Step::Enqueue),
        5 => Just(Step::Claim),
        5 => (any(), ending).prop_map(|(which, ending)| Step::End(which, ending)),
        2 => any().prop_map(Step::Beat),
        2 => any().prop_map(Step::Lapse),
        3 => Just(Step::Look),
        1 => any().prop_map(Step::Cancel),
        1 => any().prop_map(Step::Requeue),
    ]
}

/// The world of one case.
struct World<'a> {
    place: &'a Place,
    kind: &'static str,
    jobs: HashMap<JobId, Model>,
    order: Vec<JobId>,
    tokens: Vec<Token>,
    seen: Vec<Sighting>,
}

fn pick<T: Clone>(among: &[T], which: usize) -> Option<T> {
    (!among.is_empty()).then(|| among[which % among.len()].clone())
}

impl World<'_> {
    fn model(&mut self, id: JobId) -> &mut Model {
        self.jobs.get_mut(&id).expect("it was enqueued")
    }

    async fn take(&mut self, step: Step) {
        let queue = &self.place.queue;
        match step {
            Step::Enqueue => {
                let job = NewJob::new(JobId::fresh(), self.kind, &());
                self.jobs.insert(job.id, Model::NEW);
                self.order.push(job.id);
                queue.enqueue(vec![job], None).await.unwrap();
            }
            Step::Claim => {
                let claim = queue.claim(self.kind, &WorkerId::named("any")).await.unwrap();
                let waits = self.jobs.values().any(|job| job.state == State::Queued);
                assert_eq!(claim.is_some(), waits);
                let Some(claim) = claim else { return };
                let model = self.model(claim.job.id);
                assert_eq!(model.state, State::Queued);
                model.state = State::Running;
                model.attempts += 1;
                model.fence += 1;
                model.beats = 0;
                assert_eq!(claim.token.fence, model.fence);
                self.tokens.push(claim.token);
            }
            Step::End(which, ending) => {
                let Some(token) = pick(&self.tokens, which) else { return };
                let expected = self.jobs[&token.job].holds(token);
                assert_eq!(queue.end(token, end(ending)).await.unwrap(), expected);
                if expected {
                    self.model(token.job).end(ending);
                }
            }
            Step::Beat(which) => {
                let Some(token) = pick(&self.tokens, which) else { return };
                let told = queue.beat(&[token]).await.unwrap();
                let model = self.model(token.job);
                let expected = if !model.holds(token) {
                    Beat::Lost
                } else if model.cancelling {
                    Beat::Cancelling
                } else {
                    Beat::Kept
                };
                model.beats += i64::from(expected != Beat::Lost);
                assert_eq!(told, [(token, expected)]);
            }
            Step::Look => {
                let seen = queue.running().await.unwrap();
                self.seen = seen.into_iter().filter(|seen| seen.kind == self.kind).collect();
            }
            Step::Lapse(which) => {
                let Some(seen) = pick(&self.seen, which) else { return };
                let lapsed = queue.lapse(&seen, &POLICY).await.unwrap();
                let model = self.model(seen.token.job);
                assert_eq!(lapsed, model.holds(seen.token) && model.beats == seen.beats);
                if lapsed {
                    model.crashes += 1;
                    model.crashed();
                }
            }
            Step::Cancel(which) => {
                let Some(id) = pick(&self.order, which) else { return };
                let cancelled = queue.cancel(id).await.unwrap().unwrap();
                let model = self.model(id);
                let expected = match model.state {
                    State::Queued => Cancelled::Now,
                    State::Running => Cancelled::Soon,
                    over => Cancelled::Over(over),
                };
                assert_eq!(cancelled, expected);
                if expected == Cancelled::Now {
                    model.state = State::Cancelled;
                }
                model.cancelling |= matches!(expected, Cancelled::Now | Cancelled::Soon);
            }
            Step::Requeue(which) => {
                let Some(id) = pick(&self.order, which) else { return };
                let requeued = queue.requeue(id).await.unwrap().unwrap();
                let model = self.model(id);
                if model.state == State::Failed {
                    assert_eq!(requeued, Requeued::Queued);
                    *model = Model { fence: model.fence, beats: model.beats, ..Model::NEW };
                } else {
                    assert_eq!(requeued, Requeued::Not(model.state));
                }
            }
        }
    }

    async fn compare(&self) {
        for (id, model) in &self.jobs {
            let job = self.place.queue.find(*id).await.unwrap().unwrap();
            let told = (job.state, job.attempts, job.crashes, job.deaths, job.cancelling);
            let expected =
                (model.state, model.attempts, model.crashes, model.deaths, model.cancelling);
            assert_eq!(told, expected, "{id}");
            assert_eq!(job.finished_at.is_some(), job.state.is_over(), "{job:?}");
            self.judge_history(&job).await;
        }
    }

    /// Every line follows lawfully from the one before, and the last is how it stands.
    async fn judge_history(&self, job: &Job) {
        let events = self.place.queue.events(job.id, 0).await.unwrap();
        assert_eq!((events[0].deed, events[0].state), (Deed::Enqueued, State::Queued));
        for pair in events.windows(2) {
            assert!(pair[0].state.takes(pair[1].deed), "{pair:?}");
            assert!(pair[0].number < pair[1].number);
        }
        let succeeded = events.iter().filter(|event| event.deed == Deed::Succeeded).count();
        assert_eq!(succeeded, usize::from(job.state == State::Succeeded));
        assert_eq!(events.last().unwrap().state, job.state);
    }
}

fn end(ending: Ending) -> End {
    let failure = Failure::new(Class::Internal, "as told");
    match ending {
        Ending::Succeed => End::Succeeded { outcome: None, result: String::new(), then: vec![] },
        Ending::Retry => End::Retry { failure, delay: Duration::ZERO },
        Ending::Fail => End::Failed(failure),
        Ending::Cancel => End::Cancelled,
        Ending::Release => End::Released,
        Ending::Crash => End::Crashed { failure, policy: POLICY },
    }
}

#[test]
fn whatever_is_done_in_whatever_order_the_queue_is_as_its_model() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let place = Place::sqlite();
    let default = ProptestConfig::default();
    let asked = default.cases != 256;
    let cases = if asked { default.cases } else { CASES };
    let mut runner = TestRunner::new(ProptestConfig { cases, ..default });
    let steps = prop::collection::vec(step(), 1..30);
    let held = runner.run(&steps, |steps| {
        // Each case has a line of its own.
        let kind = Box::leak(JobId::fresh().to_string().into_boxed_str());
        let mut world = World {
            place: &place,
            kind,
            jobs: HashMap::new(),
            order: vec![],
            tokens: vec![],
            seen: vec![],
        };
        runtime.block_on(async {
            for step in steps {
                world.take(step).await;
            }
            world.compare().await;
        });
        Ok(())
    });
    held.unwrap();
}
