"""Why a request is refused before or beside its view, in one sentence, for pages, desk and API."""

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http.multipartparser import MultiPartParserError


def explain_refusal(error: Exception) -> str:
    match error:
        case TooManyFieldsSent():
            return f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} parameters can be given."
        case TooManyFilesSent():
            return f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files can be sent."
        case RequestDataTooBig():
            return f"A form may have at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes."
        case DisallowedHost():
            return "This site has another name than the Host header says."
        case MultiPartParserError():
            return "The parts of the form cannot be told apart."
        case BadRequest():
            return str(error)
    return "The request is not well formed."
