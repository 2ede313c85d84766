; O8  The mean tick rounds towards minus infinity, for negative sums too.
;
; A division that truncates, less one when a negative sum leaves a remainder.

(declare-const sum Int) (declare-const seconds Int)
(assert (> seconds 0))
(define-fun truncated () Int (ite (>= sum 0) (div sum seconds) (- (div (- sum) seconds))))
(define-fun remainder () Int (- sum (* truncated seconds)))
(define-fun mean () Int (ite (and (< sum 0) (not (= remainder 0))) (- truncated 1) truncated))

(echo "lemma: mean * seconds <= sum < (mean + 1) * seconds")
(push) (assert (not (and (<= (* mean seconds) sum) (< sum (* (+ mean 1) seconds))))) (check-sat) (pop)

(echo "mutant: plain truncation")
(push) (assert (not (and (<= (* truncated seconds) sum) (< sum (* (+ truncated 1) seconds))))) (check-sat) (pop)

(echo "mutant: one less for every negative sum")
(push) (define-fun eager () Int (ite (< sum 0) (- truncated 1) truncated))
(assert (not (and (<= (* eager seconds) sum) (< sum (* (+ eager 1) seconds))))) (check-sat) (pop)
