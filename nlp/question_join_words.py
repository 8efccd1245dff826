"""Words that hold a question together, for the reader that joins what the others mean. English only."""

from __future__ import annotations

from labkin.nlp.question_words import phrases, words

# Said without changing what is asked.
SOFT = words(
    """whatever whichever together other else  overall whole entire also too even still yet just only either
    kind directly ultimately originally specifically some type sort weigh weighs weighing measuring that
    than then so as if its there here do whether any every such respective corresponding"""
)
PREPOSITIONS = words(
    """of in on at by for from to with into between against under about within through across among via around
    during toward towards behind onto inside upon"""
)
# Verbs and participles that say that two things belong together and not how: the graph's own relations decide.
LIGHT = words(
    """hold holds held holding sit sits sat come comes came go goes went gone touch touches touched take takes took
    taken get gets got make makes made lie lies tied tie ties link links linked linking connect connects connected
    relate relates related involve involves involved involving
    reported annotated found put seen listed list lists
    assigned belong belongs belonging known associated association connection
    correspond corresponds live lives concern concerns concerning occur occurs occurring appear appears feature features
    recorded involvement part relation relationship connections associations links give gives gave given
    use uses used using play plays played work works worked do did done run ran perform performed performing
    sign hit hits hitting shown came know knows flagged marked labelled labeled dissolves dissolve
    register registers registering attach attaches attached attaching
    issued written started ended finished created filed signed dated began begun sent performed registered
    handle handles handled carry carried carries happen happens happened affect affects affected implicate implicated"""
)
# Of these, those that tell how far something has come, which says nothing only where it is said when, or by whom.
COME_SO_FAR = words("started begun began ended finished closed finalised finalized")
LIGHT |= COME_SO_FAR
# Phrases that say that several things share what is asked for.
TOGETHER = phrases("the same | same | in common | have in common | share | shares | shared by | shared | both |"
                   " each other | one another | at the same time | as well as | simultaneously | common to |"
                   " common between")  # fmt: skip
IDLE = phrases(
    """as side effect | as a side effect | in here | best first | highest first | lowest first | in order | on the |
    at all | as well | in any way | of any kind | in the world | right now | in particular | for example | of theirs |
    all of | any of | one of | in the body | in the human body | some of | most of which | of our | of the | in
    the data | in this graph |
    in the graph | in this data | and why | and how | a list of | the list of | list of | the names of | names of |
    the set of | a table of | table of | an overview of | that are | which are | that is | which is | kind of |
    kinds of | came out | come out | comes out | show up | shows up | showed up | showing up | crop up | crops up |
    in the catalogue | in the catalog | in the collection |
    see | give me | to their name | to its name | tell me | type of | types of | sort of | sorts of"""
)
PER = phrases("for each of | for each | for every | per | in each | of each | by each | each of | grouped by |"
              " broken down by | by")  # fmt: skip
NUMBER_OF = phrases("the number of | number of | count of | counts of | the count of | how many | amount of | # of |"
                    " the total number of | total number of | the counts of | numbers of")  # fmt: skip
MOST = {
    **dict.fromkeys(phrases("the most | most | the highest number of | the largest number of | highest number of |"
                            " largest number of | the greatest number of | maximum number of | the maximum number of |"
                            " the biggest number of"), True),
    **dict.fromkeys(phrases("the fewest | fewest | the least | the lowest number of | lowest number of |"
                            " the smallest number of | smallest number of | minimum number of"), False),
}  # fmt: skip
RANKED_BY = phrases("by number of | by the number of | in terms of | ranked by number of | by count of | by how many")
ORDERED_BY = phrases("by | ranked by | sorted by | ordered by | in order of | in terms of | according to | by their")
SUMMED = {
    **dict.fromkeys(
        phrases("altogether | all together | together | in total | combined | in all | taken together"), "sum"
    ),
    **dict.fromkeys(phrases("on average | on the average | in the mean"), "avg"),
}
# Of these, the best is the lowest: how much of a compound it takes to do half of what it can.
POTENCIES = ("ic50", "ec50", "ki", "kd", "gi50", "ac50", "xc50", "dc50", "ed50", "mic")
MOST_POTENT = {"most potent": False, "strongest": False, "most active": False, "least potent": True,
               "weakest": True, "least active": True, "highest potency": False, "lowest potency": True}  # fmt: skip
ASKED = words("what who whom where whatever whoever")  # a thing that nothing else is said of yet
DETERMINERS = words("a an the any some all each every this that these those our my your their its no")
REASONS = ("reason", "rationale", "justification", "cause", "comment")  # properties that say why
PLACES = words("in on at within to into with")  # behind a participle that may be no passive
PRONOUNS = words("it they them those these he she")
NEGATIONS = words("no without neither nor never not lacking lack lacks missing")
EXCEPT = phrases(
    "except for | except | excepting | excluding | other than | apart from | aside from | besides | but not counting |"
    " not counting | leaving out | leaving aside | minus | without"
)
