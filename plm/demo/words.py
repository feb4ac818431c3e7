"""What people of the invented district wrote in their reflections. Invented, every word."""

from random import Random


def reflection(module: str, prompt: str, rng: Random) -> str:
    """What somebody wrote to a prompt of a module."""
    return " ".join(rng.choice(_REFLECTIONS[module][prompt]).split())


_REFLECTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "my-routine": {
        "repaired": (
            """
            In eighth grade my science teacher lost her temper with me over a broken beaker I had not touched.
            The next morning she came to my desk, said she had been wrong, and asked what would help. I still
            remember where I sat.
            """,
            """
            My first supervisor changed my schedule without asking and forgot to tell me. When I said so, he did
            not explain. He wrote down what he would do next time and did exactly that for two years.
            """,
        ),
        "circle": (
            """
            I wanted to speak before the piece came to me, and noticed how rarely I wait. A student would have
            noticed my hands: I could not keep them still until I had passed once.
            """,
            """
            The silence after the first round felt long and then did not. A student would have seen that the
            adults were nervous too, and that nobody was corrected for passing.
            """,
        ),
        "routine": (
            """
            I greet everybody at the door by name in second period, before the bell, with one sentence that is
            not about work.
            """,
            """
            At dismissal I stand at the side gate for five minutes and say one thing I saw go well today, to
            whoever passes.
            """,
        ),
        "three-uses": (
            """
            On the first Monday it went well: a student who usually walks past me stopped and told me about a
            new bus route, and the lesson began quietly. On Thursday it fell flat, because I was late myself and
            greeted people from across the room, which two of them noticed and said so. The surprise was the
            second Tuesday: I was on the phone, and a student stood at the door and greeted the others in my
            place, by name, and did it better than I do.
            """,
            """
            Once it went well: two students were arguing at the gate, and because I was standing there anyway I
            could ask what had happened before it became loud. Once it fell flat, in the rain, when nobody
            wanted to stop and I felt silly. And once it surprised me: a parent who had never spoken with me
            waited until the others had gone and asked whether somebody does this every day, since her son had
            told her about it at dinner.
            """,
        ),
        "help": (
            "A colleague in the same hallway who does it too; I will ask the teacher next door on Friday.",
            """
            Ten minutes in our grade meeting every other week, to tell each other how it goes. I will ask our
            principal.
            """,
        ),
    },
    "my-first-circle": {
        "plan": (
            """
            To help a class of twenty-two land after lunch. I asked for a sound they like, then for one thing
            that makes group work easier, because everybody has an answer to the first and something to say to
            the second.
            """,
            """
            To begin the week as a team. The light prompt was a smell from the weekend, the main one what we
            need from each other until Friday; I kept an easy one about weather in reserve.
            """,
        ),
        "voices": (
            """
            Four voices were easy, as always. I had told two quiet students the prompt the day before, and one
            of them showed a drawing instead of speaking, which the others took as a turn like any other.
            """,
            """
            The office staff spoke little at first. I had put the talking piece on their side so that they could
            choose to begin or not, and on the second round three of them did, one of them twice.
            """,
        ),
        "passed": (
            """
            I wanted to help at once, and looked at the clock instead of at the person. When the piece had gone
            on, nothing bad had happened, and I breathed again.
            """,
            """
            My first thought was that my prompt had been wrong. My second was that passing is what I had promised
            them, and that my face had better say so.
            """,
        ),
        "hard-second": (
            """
            Somebody laughed while a student was still thinking. I waited, looked at the piece and not at the
            one who laughed, and the turn went on. I could have said our first agreement again in one sentence.
            """,
            """
            The clock said two minutes and five people had not spoken. I asked for one word each, and it was
            enough; I could also have stopped and promised the rest for tomorrow, and kept the promise.
            """,
        ),
        "next": (
            """
            I keep the first prompt and the order, I strike out the long explanation, and the next one is on
            Tuesday at 1:10.
            """,
            """
            I keep the close, strike the second question, and meet with the same group next Wednesday at eight
            fifteen.
            """,
        ),
    },
    "my-own-weather": {
        "early-sign": (
            "My shoulders rise before I know why, usually when I am asked two things at the same time.",
            "I begin to speak faster. It is mostly the last ten minutes before a bell that set it off.",
        ),
        "a-hard-moment": (
            """
            A student pushed a chair and I raised my voice before I had looked. First came the noise, then heat
            in my face, then a thought that this always happens on my watch, and only then the sentence I would
            like to have back.
            """,
            """
            In a meeting my plan was put aside in half a sentence. I felt my stomach first, then I stopped
            listening, then I collected reasons why the other plan was worse, and when I was asked I said that
            it was all right.
            """,
        ),
        "if-then": (
            "If I hear two questions at once, then I will put down my pen and answer the second one first.",
            "If the last ten minutes begin, then I will stand up and open the window.",
        ),
        "an-end": (
            "I write tomorrow's first line on a card and put it on the keyboard.",
            "Nothing does yet. I could walk once around the building before I start the car.",
        ),
        "whom": (
            "My neighbor in room twelve.",
            "Our counselor, and my sister.",
        ),
        "welcome": (
            """
            Our grade meeting on Thursday: seven teachers, a counselor and me, to plan conferences. Good
            afternoon. Before we begin, one round with a number from one to five: how full is your tank? You may
            show it with your hand. Two minutes. Who does not like numbers in the afternoon may show a thumb
            instead.
            """,
            """
            A shift briefing for nine drivers before the morning run, about the new stops. Good morning,
            everybody. One sound from your street today, in one word. Ninety seconds. Whoever is still half
            asleep may point out of the window and we will guess, and passing is fine.
            """,
        ),
        "close": (
            """
            We stop the work at minute thirty-four. One word for what you take along, and one name of somebody
            you will check on.
            """,
            "We stop at minute eight. Say the stop you will look at twice today, and then we go together.",
        ),
        "what-happened": (
            """
            Three people spoke who usually write to me afterward. The round took four minutes instead of two,
            and nobody minded. I noticed that I listened to the agenda differently once I knew whose tank was
            empty.
            """,
            """
            It was quieter than I expected, and then somebody asked about a stop nobody had dared to ask about.
            In me the hardest minute was the second one, when I wanted to help and kept still.
            """,
        ),
    },
}

REASONS = ("I am on leave until spring.", "I took a course like this one in my last district.", "My schedule changed.")

TRIED = tuple(
    (" ".join(happened.split()), " ".join(ahead.split()))
    for happened, ahead in (
        (
            """
            We opened with one word each about the morning. Two students passed, and both spoke in the second round.
            It stayed quiet until the bell, and nobody reached for a phone.
            """,
            "I will sit down before I ask, so that I do not stand over them.",
        ),
        (
            """
            I asked what helps a group work when one person is late. A seventh grader said that being waited for is
            kind and being stared at is not. We wrote that on the board.
            """,
            "Next time the question comes from a student, and I only keep the time.",
        ),
        (
            """
            It was the class after lunch. The first round was loud, so I let the piece go round once more with a
            sound instead of a word. After that they could listen.
            """,
            "Begin with the sound. Keep the question for the second round.",
        ),
        (
            """
            Ten of us from the hallway team met before the buses came. We asked each other what we needed that week.
            Three people offered to swap a duty, which had not happened before.
            """,
            "Do it every other Tuesday, and stop after ten minutes even when it goes well.",
        ),
        (
            """
            A student did not want to hold the piece and put it on the floor. I said that passing is fine and went
            on. At the end the same student asked whether we would do it again.
            """,
            "Say at the start that passing is a way of taking part.",
        ),
        (
            """
            I planned fifteen minutes and needed twenty, because my question was two questions. The second half of
            the group gave short answers.
            """,
            "One question, and a smaller group if I can get a second adult.",
        ),
        (
            """
            Before a lab in groups of four we named one thing we can each be counted on for. During the lab I heard
            two groups remind each other of it.
            """,
            "Close the lab with the same round: did it hold?",
        ),
        (
            """
            Six drivers and I stood in a ring by the depot before the morning run. One sound from your street. We
            laughed more than I expected, and the youngest of us spoke first.
            """,
            "Let somebody else bring the question on Friday.",
        ),
        (
            """
            After a hard week the class did not want to talk, so the round was a color. Most chose gray. I said mine
            was gray, too, and that was enough for that day.
            """,
            "Go back to words on Monday, and begin with what was good about the weekend.",
        ),
        (
            """
            A colleague and I kept the circle together: I opened, and my colleague held the second round while I only
            listened. I saw two students look at each other before they passed, and would have missed it alone.
            """,
            "Change the parts, and tell each other afterward what we saw.",
        ),
    )
)
"""What people of the invented district wrote into practice logs: what happened, and what they will try next."""

COMMENTS = (
    "Thank you. What did you notice in the students who did not speak? Add a sentence about them, please.",
    "A good start. Say what you will do differently next time; that is the part you learn from.",
    "Is the number right? It seems many people for ten minutes. Please check it.",
)
"""What facilitators of the invented district wrote beside entries they returned."""
