"""How the lines open that a site puts around its stories: a line's first word selects the few that can match.

Collected from English news pages. Every pattern ends where the line does and bounds what it takes: a title of
another story has 160 characters at most, as do the terms behind a copyright.
"""

_OWNER = r"[^.\"“]{0,80}(?:\..{0,160})?$"  # whose the rights are, and what they forbid
_NOTICE = r"[^.]{0,140}(?:\..{0,240})?$"

# First word -> how the line may go on. A trailing "$" means that nothing else may stand on the line.
OPENERS = {
    "advertisement": r"(?:[\s:.\-–—]|scroll|continues?|story|article|reading|below|to|this|ad)*$",
    "advertising": r"$",
    "ad": r"(?: feedback)?$",
    "sponsored": r"(?: content| links? by \w+| (?:stories|links?|posts)(?: you may like)?| by .{1,60})?$",
    "promoted": r"(?: content| stories)?$",
    "story": r" continue[sd]? below.{0,40}$",
    "article": r" continues? (?:below|after).{0,40}$",
    "continue": r" reading.{0,80}$|d? below.{0,40}$",
    "read": r" (?:more|next|also|the full (?:story|article))(?: (?:at|on|from|in|about) .{1,80})?"
    r"(?: ?[:>»…|].{0,160}| here\.?)?$|: [^.]{1,120}$"
    r"| this next(?:: .{1,120})?$| the original (?:article|story|post) (?:on|at|here)\b.{0,120}$",
    "must": r"[- ](?:read|watch|see)(?:: .{1,160})?$",
    "related": r"(?: (?:stories|story|articles?|content|links?|topics?|news|coverage|video"
    r"|posts?))?(?:: .{1,160}|:)?$",
    "see": r" also(?:: .{1,160}|:)?$| more(?: stories)?(?: (?:at|on|from) .{1,60})?$",
    "also": r" on (?:the|our|this) (?:web ?)?(?:site|page): .{1,160}$| (?:read|see): .{1,160}$",
    "more": r"(?: from (?:this|our|the) (?:section|author|web|site|newsroom|archive).{0,20}| (?:from"
    r"|on|in|about) [^.:]{1,60}(?:: [^.]{10,150}(?<![.!?\"]))?| stories| news| coverage| headlines)?:?$"
    r"|: [^.]{10,150}(?<![.!?\"])$",
    "recommended": r"(?: (?:for you|stories|reading|articles))?:?$",
    "trending": r": [^.]{10,150}(?<![.!?\"])$|(?: (?:now|stories|articles|topics|news))?:?$",
    "most": r" (?:popular|read|viewed|shared|commented|watched|recent)(?: (?:stories|articles|news"
    r"|today|now))?:?$",
    "popular": r"(?: (?:now|today|this week|stories|articles|on .{1,40}))?:?$",
    "top": r" (?:stories|headlines|news|videos)(?: (?:today|now|of the day))?"
    r"(?::? ?$|: [^.]{10,150}(?<![.!?\"])$)",
    "editor's": r" (?:picks?|choice)s?:?$",
    "editors": r" (?:picks?|choice):?$",
    "you": r" (?:may|might|could) (?:also )?(?:like|be interested in|want to read).{0,80}$"
    r"| have (?:\d+|one|two|three|no) (?:free )?(?:articles?|stories) (?:left|remaining).{0,60}$"
    r"| can unsubscribe .{0,80}$|'ll (?:also )?(?:like|love):?$",
    "don't": r" miss(?: (?:a (?:story|thing|beat)|out|our).{0,100}|:.{0,160})$"
    r"| have an account\?.{0,60}$",
    "already": r" (?:have an account|a (?:member|subscriber))\?.{0,60}$",
    "have": r" (?:something to say|a (?:story|tip|question|news tip)(?: for us)?)\?.{0,120}$",
    "do": r" you have an? (?:story|tip|news tip|question)(?: for us)?\?.{0,120}$",
    "news": r" tips?\?.{0,120}$|(?: [>›»/] [\w &'-]{2,30}){1,5}$",
    "manage": r" (?:your|my) (?:account|subscription|newsletters|preferences|cookies)$",
    "about": r" (?:the (?:author|writer)s?|us)$",
    "sorry": r", the video player failed to load\b.{0,80}$",
    "expand": r"$",
    "from": r" our (?:partners|sponsors|advertisers)$",
    "learn": r" more(?: (?:here|about .{1,60}))?[.:]?$| more: [^.]{10,150}(?<![.!?\"])$",
    "up": r" next(?:: [^.]{8,150}(?<![.!?\"]))?$",
    "photos": r"(?: from .{1,40})?: [^.]{8,150}(?<![.!?\"])$",
    "video": r"(?::| \|) [^.]{8,150}(?<![.!?\"])$",
    "gallery": r"(?::| \|) [^.]{8,150}(?<![.!?\"])$",
    "file": r" photo: .{10,300}$",
    "scroll": r" (?:down )?(?:for|to) (?:video|more|read|continue|see).{0,40}$",
    "contact": r" us(?:: ?\S+@\S+)?$| the (?:author|writer|reporter|newsroom)(?: at)?:? \S+@\S+$",
    "stay": r" (?:tuned|connected|informed|up to date)(?: (?:for|with|to) .{1,60})?[.!… ]*$",
    "share": r"(?: (?:this|on|via|your|the (?:story|article)|with|to|link)\b.{0,60})?[.:!]?$",
    "tweet": r"(?: (?:this|about).{0,40})?$",
    "follow": r" @\w{2,30}(?: on \w+)?\.?$"
    r"| (?:us|@\w+|him|her|them|[\w .'-]{1,40})(?: and [\w .'-]{1,40})? (?:on|at|in|via) "
    r"(?:our |his |her )?(?:twitter|facebook|instagram|linkedin|youtube|tiktok|threads|x"
    r"|google|whatsapp|telegram"
    r"|social)\b.{0,160}$",
    "like": r" us on (?:facebook|twitter).{0,120}$",
    "join": r" (?:the (?:conversation|discussion|debate)|our (?:newsletter|mailing|community|telegram"
    r"|whatsapp)).{0,120}$",
    "sign": r" (?:up|in|out)\s*(?:$|[|·:]|(?:for|to) (?:our|the|daily|free|a free|newsletters?"
    r"|breaking|email|get|receive|"
    r"read|continue|comment|follow)\b.{0,300}$| here.{0,100}$| now.{0,100}$| with your .{0,80}$"
    r"|for [^.]{2,40}, our (?:free |daily |weekly )*newsletters?\b.{0,120}$)",
    "log": r" (?:in|out)(?: (?:or|to|with) .{1,80}| ?[/|·] ?(?:register|sign up|subscribe|join))?$",
    "subscribe": r"(?:d)?(?: (?:to|now|today|here|for|on|and|via)\b.{0,240})?[.!:]?$",
    "subscribers": r" only.{0,60}$",
    "register": r"(?: (?:now|for free|here|to (?:read|continue|comment)).{0,80})?$",
    "unsubscribe": r".{0,80}$",
    "get": r" (?:the|our|all the|more|breaking|daily|today's)[\w ',&-]{0,80} (?:delivered|sent"
    r"|straight|right) "
    r"(?:direct(?:ly)? )?(?:in)?to your (?:inbox|phone|email).{0,240}$"
    r"| \d+ (?:days|weeks|months|years) (?:for|from) (?:just |only )?[$£€][\d.]+\b[^.]{0,60}$",
    "enter": r" your e-?mail.{0,120}$",
    "email": r"(?: (?:address|this|us|the (?:author|writer|editor))\b.{0,120})?$",
    "by": r" (?:clicking|signing up|subscribing|registering|submitting|entering your"
    r"|continuing to (?:use|browse)|using this (?:site|website))"
    r"\b.{0,400}$",
    "we": r" (?:use cookies|use your sign-?up|'?ve updated our (?:privacy|terms)"
    r"|and our (?:\d+ )?partners (?:use|store|process|access)\b[^.]{0,100}"
    r"\b(?:cookies|technologies|data|information|devices?))\b" + _NOTICE,
    "this": r" (?:article|story|piece|column) (?:(?:was|is|has been) )?(?:first|originally|also) "
    r"(?:published|republished|appeared|reprinted) (?:here )?(?:on|in|at|by) (?:the )?(?-i:[A-Z])[^.]{0,60}"
    r"(?:\.\w[^.]{0,60})?(?:\.|$)(?: .{0,160})?$"
    r"| (?:article|story|piece|column) (?:was|is|has been) (?:published|republished|produced|reprinted)"
    r" (?:here )?(?:in (?:partnership|collaboration)|with permission|under a)\b.{0,200}$"
    r"| (?:is a |article is (?:for )?)subscribers?[- ]only(?: article| story| content)?\.?$"
    r"| (?:article|story) (?:is more than \d+ (?:months?|years?) old|has been updated\.?)$"
    r"| page was printed from\b.{0,200}$"
    r"| (?:(?:web ?)?site|page|newsletter) (?:uses cookies|is protected by recaptcha"
    r"|may contain (?:advert|affiliate))" + _NOTICE + r"| material may not be published, broadcast.{0,160}$",
    "cookies": r" (?:help us|policy|settings|notice|preferences)" + _NOTICE,
    "accept": r"(?: (?:all )?cookies| and continue)$",
    "privacy": r" (?:policy|notice|settings|preferences)(?: .{0,80})?$",
    "terms": r" (?:of (?:use|service)|and conditions|& conditions).{0,80}$|(?: \| [^.|]{2,40}){1,6}$",
    "copyright": r" (?:the )?[\w ]{2,40}[.,] (?:all rights|reprints)\b.{0,60}$"
    rf"|(?:\s*(?:©|\(c\)|by\b))*\s*(?:19|20)\d\d{_OWNER}|\s*©{_OWNER}",
    "©": _OWNER,
    "(c)": r" ?(?:copyright )?(?:19|20)\d\d" + _OWNER,
    "all": r" rights reserved\b.{0,300}$",
    "click": r" (?:here|on the link|to) .{0,160}$| to \w+$",
    "tap": r" here .{0,120}$",
    "download": r" (?:our|the) (?:free )?[\w ]{0,30}app\b.{0,120}$",
    "advertise": r"(?: with us)?$",
    "comments": r"(?: are closed.{0,40}| \(\d+\)|:? \d+)?$",
    "comment": r"(?: on this (?:story|article))?$",
    "leave": r" (?:a|your) (?:comment|reply).{0,60}$",
    "post": r" (?:a|your) comment.{0,60}$",
    "view": r" (?:full site|this post on \w+|\d+ comments?|in browser)$"
    r"| (?:all )?(?:comments|the (?:original|discussion) (?:article|thread|post)).{0,60}$",
    "show": r" (?:more|comments|\d+ comments)$",
    "load": r"(?:ing)? (?:more|comments)(?: .{0,30})?$",
    "loading": r"[.… ]*$",
    "skip": r" (?:to (?:main )?(?:content|navigation)|advert(?:isement)?|ad)$",
    "back": r" to (?:top|home(?:page)?|the top)$",
    "menu": r"$",
    "home": r"(?: [>›»/] [\w &'-]{2,30}){0,5}$",
    "search": r"(?: for)?:?$",
    "close": r"(?: (?:ad|menu|this))?$",
    "image": r" (?:source|copyright|caption)\b.{0,80}$",
    "latest": r" posts by .{1,80}\(see all\)$",
    "since": r" you(?:'|’)re here\b.{0,60}$",
    "support": r" (?:our|independent|quality|local) journalism.{0,160}$",
    "newsletter": r"(?: sign-?up)?$",
    "newsletters": r"$",
    "watch": r"(?:: .{0,120}|:| live| now| the (?:latest |full )?video\b.{0,60})$",
    "listen": r"(?: \d+ min.{0,20}| live\b.{0,40}| to this (?:article|story|episode)\b.{0,80})?$"
    r"|: [^.]{3,80}$",
    "play": r" (?:video|audio).{0,20}$",
    "slideshow": r" \(\d+ images?\)$",
    "enlarge": r" this image\b.{0,200}$",
    "hide": r" caption(?: \d+ of \d+)?$",
    "toggle": r" caption\b.{0,120}$",
    "save": r"(?: for later| this (?:article|story))$",
    "topics": r": [^.]{1,160}$",
    "tags": r": [^.]{1,160}$",
    "filed": r" under:? [^.]{1,100}$",
    "got": r" a (?:news |confidential )?tip\?.{0,200}$",
    "send": r" (?:us )?(?:your )?tips? to \S+@.{0,80}$",
    "report": r" an? (?:mistake|error|typo|correction)(?::.{0,80})?$",
    "visit": r" .{1,60} (?:home ?page|website) for more.{0,60}$",
    "content": r" created by .{1,80} is available without charge.{0,240}$",
    "next": r" (?:page|article|story)$| (?:up|article|story|post): [^.]{8,150}(?<![.!?\"])$",
    "previous": r" (?:page|article|story)$| (?:article|story|post): [^.]{8,150}(?<![.!?\"])$",
    "opinions": r" expressed\b.{0,200}\bown\b.{0,200}$",
    "views": r" expressed\b.{0,200}\bown\b.{0,200}$",
    "the": r" (?:opinions|views)(?: and opinions)? expressed\b.{0,200}\bown\b.{0,200}$"
    r"| post (?-i:[^\sa-z]).{3,200} appeared first on (?-i:[^\sa-z]).{1,60}$"
    r"|[\w ]{1,40} is not responsible for the content of external.{0,40}$",
    "print": r"(?: this (?:article|page|story))?$",
    "your": r" privacy (?:(?:is important|matters) to us\b.{0,300}|choices\.?)$",
    "distributed": r" by [^.]{2,60}(?:, LLC| Agency| Service| Services)\.?$",
    "reprinted": r" (?:with|by) permission\b[^.]{0,120}\.?$",
    "republished": r" (?:with|by) permission\b[^.]{0,120}\.?$",
    "reprints": r"(?: (?:and|&) permissions)?$",
    "sort": r"(?:ed)? by:? ?\w+$",
    "what": r" did you think of this (?:article|story)\b.{0,80}$",
    "originally": r" published (?:at|on|in|by)\b[^.]{1,60}$",
    "first": r" published (?:at|on)\b[^.]{1,60}$",
    "photograph": r"(?: by)?: [^.]{3,60}$",
    "photo": r"(?: by| credit)?: [^.]{3,60}$",
    "edition": r": [\w |]{2,60}$",
    "enjoying": r" (?:this|our) (?:article|story|content|reporting|journalism)\?.{0,120}$",
    "thank": r" you for (?:reading|signing up|subscribing)\b.{0,160}$",
    "thanks": r" for (?:reading|signing up|subscribing)\b.{0,160}$",
    "login": r"$",
    "subscriber": r"(?:s'?)? exclusive$",
    "you've": r" (?:\d+|one|two|three|no) (?:free )?(?:articles?|stories) (?:left|remaining).{0,60}$",
    "we've": r" noticed (?:that )?you(?:'re| are) (?:using|running) an ad[ -]?blocker.{0,100}$",
}
